import { badRequest } from "../refusal.ts";

/** A piece of SQL with the values of its placeholders. */
export interface Sql {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

/** Whether SQLite can be asked for a property of this name; its paths have no way to write the others. */
export function isAddressable(name: string): boolean {
  return !/["\\\p{Cc}]/u.test(name);
}

/** The SQLite path of a property inside properties. */
export function jsonPath(steps: readonly string[]): string {
  return `$${steps.map((step) => `."${step}"`).join("")}`;
}

/**
 * The JSON text of a field of `content`: of its literal name first, else of the dotted path. NULL where there is
 * none. Throws a refusal (400) where the name cannot be one of a field.
 */
export function fieldText(field: string): Sql {
  return fieldSql(field, (path) => `content -> ${path}`);
}

/** As {@link fieldText}, but the value itself, for ordering. */
export function fieldValue(field: string): Sql {
  return fieldSql(field, (path) => `json_extract(content, ${path})`);
}

function fieldSql(field: string, ask: (placeholder: string) => string): Sql {
  if (field === "" || !isAddressable(field)) throw badRequest(`${JSON.stringify(field)} is no field's name`);
  const literal = jsonPath([field]);
  if (!field.includes(".")) return { text: `(${ask("?")})`, values: [literal] };
  return { text: `coalesce(${ask("?")}, ${ask("?")})`, values: [literal, jsonPath(field.split("."))] };
}
