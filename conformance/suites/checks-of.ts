import type { Check, CheckContext } from "../check.ts";

/** What a check may say of itself where the usual does not fit: REQUIRED, and writing. */
type Unusual = Partial<Pick<Check, "level" | "effect" | "exclusive" | "needsSink">>;

/** A check that does not yet know whose it is. */
export type Statement = Omit<Check, "operation" | "section">;

/** Something allowed that must work. Unless it says otherwise it is REQUIRED and writes. */
export function positive(
  id: string,
  title: string,
  run: (context: CheckContext) => Promise<void>,
  unusual: Unusual = {},
): Statement {
  return { id, title, level: "REQUIRED", effect: "write", kind: "positive", run, ...unusual };
}

/** Something that must be refused. Unless it says otherwise it is REQUIRED and writes. */
export function negative(
  id: string,
  title: string,
  run: (context: CheckContext) => Promise<void>,
  unusual: Unusual = {},
): Statement {
  return { ...positive(id, title, run, unusual), kind: "negative" };
}

/**
 * The checks of one operation. `section` names the file and the path of the specification; `common` is what all of
 * them have in common and wins over what each says of itself.
 */
export function checksOf(
  operation: string,
  section: string,
  statements: readonly Statement[],
  common: Unusual = {},
): Check[] {
  return statements.map((statement) => ({ ...statement, ...common, operation, section }));
}
