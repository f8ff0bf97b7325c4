/** Other spellings of a segment in use, the specification's first (server contract 5). */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  listClients: ["listClients", "list-clients"],
  listMethods: ["listMethods", "list-methods"],
  allowedMethods: ["allowedMethods", "allowed-methods"],
  getOpenAPI: ["getOpenAPI", "get-open-api", "get-openapi"],
  eventType: ["eventType", "event-type", "eventTypes", "event-types"],
  r1: ["r1", ""],
  v1: ["v1", ""],
};

/** Where an application's path goes on with one of these, the mediator itself answers: no service may be called so. */
export const RESERVED_SERVICES: ReadonlySet<string> = new Set([
  ...["listMethods", "allowedMethods", "getOpenAPI"].flatMap((name) => SPELLINGS[name] ?? []),
  "api",
  "pub",
  "pull",
]);

/**
 * The Hono patterns under which an operation is reached: its template in all spellings, also without `/r1` and `/v1`.
 * A parameter that follows something left out never takes the place of it, so that no path means two things.
 */
export function spellingsOf(template: string): string[] {
  const patterns = template
    .split("/")
    .slice(1)
    .reduce<string[]>(
      (paths, segment) => {
        const parameter = /^\{(\w+)\}$/.exec(segment)?.[1];
        if (parameter !== undefined) return paths.map((path) => `${path}/${patternOf(parameter, path)}`);
        const spellings = SPELLINGS[segment] ?? [segment];
        return paths.flatMap((path) => spellings.map((text) => (text === "" ? path : `${path}/${text}`)));
      },
      [""],
    );
  return patterns;
}

function patternOf(parameter: string, before: string): string {
  if (before === "") return `:${parameter}{(?!r1(?:/|$))[^/]+}`;
  return /\/(?:pub|pull)$/.test(before) ? `:${parameter}{(?!v1(?:/|$))[^/]+}` : `:${parameter}`;
}
