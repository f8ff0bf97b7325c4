import { readFileSync } from "node:fs";
import { UsageError } from "./exit.ts";
import { say } from "./messages/talk-en.ts";

/** The environment's variable with a token; one on the command line would stand in the list of processes. */
export const TOKEN_VARIABLE = "COUNTRY_STACK_TOKEN";

/** A part that is tested at a URL. */
export interface TestedPart {
  readonly name: string;
  /** Whether its product says that it asks for a token; undefined where nobody knows the product. */
  readonly asks: boolean | undefined;
}

/** Headers with a token, by the part that is to see them; held in memory only. */
export type PartTokens = ReadonlyMap<string, Readonly<Record<string, string>>>;

/**
 * Reads the tokens that parts at URLs want to see: each of `given` is `FILE` or `PART=FILE`. Without any, that of the
 * environment counts, where a part asks for one. A token without a part is for the one part that asks for one, or that is tested alone; sent to
 * others, it would tell them what they are not to know. Wrong use where that is no single part.
 */
export function readTokens(
  given: readonly string[],
  parts: readonly TestedPart[],
  environment: NodeJS.ProcessEnv,
): PartTokens {
  const named = given.map((text) => {
    const [, part, file] = /^([a-z0-9-]+)=(.+)$/s.exec(text) ?? [];
    if (part === undefined || file === undefined) return [onlyPart(parts), headersOf(text)] as const;
    if (parts.every(({ name }) => name !== part)) throw new UsageError(say.test.tokenForNobody(part));
    return [part, headersOf(file)] as const;
  });
  const value = environment[TOKEN_VARIABLE];
  if (named.length > 0 || value === undefined || value === "") return new Map(named);
  // A job sets it for all that it runs.
  if (parts.every(({ asks }) => asks === false)) return new Map();
  return new Map([[onlyPart(parts), headers(value, TOKEN_VARIABLE)]]);
}

function onlyPart(parts: readonly TestedPart[]): string {
  const asking = parts.filter(({ asks }) => asks !== false);
  const [part] = asking;
  if (part !== undefined && asking.length === 1) return part.name;
  const names = parts.map(({ name }) => name);
  throw new UsageError(
    asking.length === 0 ? say.test.tokenUnasked(names) : say.test.tokenForMany(names),
    say.test.tokenHint,
  );
}

function headersOf(file: string): Readonly<Record<string, string>> {
  return headers(readToken(file), file);
}

function readToken(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(say.test.tokenUnread(file, (error as NodeJS.ErrnoException).code ?? ""));
  }
}

/** What is none is not quoted: it may be one all the same. */
function headers(text: string, where: string): Readonly<Record<string, string>> {
  const token = text.trim();
  if (!/^[\x21-\x7e]+$/.test(token)) throw new UsageError(say.test.noToken(where));
  return { Authorization: `Bearer ${token}` };
}
