import { z } from "zod";

/** What an instance knows, by name. */
export type Values = Readonly<Record<string, unknown>>;

const MOST = 1000;

/** The specification's ListOfProperties: with `code` and `value`, or objects of which each property is one. */
export const PROPERTIES = z.array(z.record(z.string(), z.unknown())).max(MOST, `has at most ${MOST} entries`);

/** The values of a list of properties; of two of the same name the later one counts. */
export function readValues(list: z.output<typeof PROPERTIES>): Values {
  return Object.fromEntries(list.flatMap(entriesOf));
}

function entriesOf(property: Readonly<Record<string, unknown>>): [string, unknown][] {
  const code = property["code"];
  return typeof code === "string" ? [[code, property["value"] ?? null]] : Object.entries(property);
}

/** Values as the specification writes them. */
export function writeValues(values: Values): { readonly code: string; readonly value: unknown }[] {
  return Object.entries(values).map(([code, value]) => ({ code, value }));
}
