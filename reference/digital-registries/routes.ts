/** Prefixes under which a mediator or its users put a service's paths (server contract 5). */
const PREFIXES = [
  "",
  "/r1/:instance/:memberClass/:memberCode/:application",
  "/r1/:instance/:memberClass/:memberCode/:application/:service",
];

/**
 * The Hono patterns that reach an operation: its path in camelCase and kebab-case, with and without the registry's
 * version (the newest is meant then), with and without the mediator's prefix.
 */
export function routesOf(path: string): readonly string[] {
  // Hono has one parameter a segment: the handler takes the file's name apart.
  const own = path.replace("{field}.{ext}", ":file").replace(/\{(\w+)\}/g, ":$1");
  const spellings = new Set([own, kebab(own)]);
  for (const spelling of [...spellings]) spellings.add(spelling.replace("/:versionNumber", ""));
  return PREFIXES.flatMap((prefix) => [...spellings].map((spelling) => `${prefix}${spelling}`));
}

function kebab(route: string): string {
  return route
    .split("/")
    .map((segment) => (segment.startsWith(":") ? segment : segment.replace(/[A-Z]/g, hyphenated)))
    .join("/");
}

function hyphenated(letter: string): string {
  return `-${letter.toLowerCase()}`;
}
