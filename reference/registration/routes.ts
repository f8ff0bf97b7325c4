/** Prefixes under which a mediator or its users put a service's paths (server contract 5). */
const PREFIXES = [
  "",
  "/r1/:instance/:memberClass/:memberCode/:application",
  "/r1/:instance/:memberClass/:memberCode/:application/:service",
];

/** The Hono patterns that reach an operation: its path, also with `e-forms` for `eForms`, and below the mediator's prefix. */
export function routesOf(path: string): readonly string[] {
  const own = path.replace(/\{(\w+)\}/g, ":$1");
  const spellings = new Set([own, own.replace("/eForms", "/e-forms")]);
  return PREFIXES.flatMap((prefix) => [...spellings].map((spelling) => `${prefix}${spelling}`));
}
