/** The paths of OpenID Connect: those of the specification, and beside them those that it has no word for. */
export const ROUTES = {
  authorization: "/authorize",
  token: "/oauth/token",
  revocation: "/oauth/revoke",
  introspection: "/oauth/introspect",
  userinfo: "/oidc/userinfo",
  end_session: "/oidc/end-session",
  jwks: "/.well-known/jwks.json",
} as const;

/** Says between the library and the operation, and to nobody else, that a code was for another redirect URI. */
export const REDIRECT_MISMATCH = "x-redirect-mismatch";

const PREFIXES = ["", "/r1/:instance/:memberClass/:memberCode/:application"];

/**
 * The Hono patterns that reach an operation which programs call: its path in camelCase and kebab-case, with and
 * without the mediator's prefix (server contract 5).
 */
export function routesOf(path: string): readonly string[] {
  const own = path.replace(/\{(\w+)\}/g, ":$1");
  const spellings = new Set([own, respell(own, kebab), respell(own, camel)]);
  const prefixed = [...PREFIXES, `${PREFIXES[1]}/:service`];
  return prefixed.flatMap((prefix) => [...spellings].map((spelling) => `${prefix}${spelling}`));
}

function respell(route: string, change: (segment: string) => string): string {
  return route
    .split("/")
    .map((segment) => (segment.startsWith(":") ? segment : change(segment)))
    .join("/");
}

function kebab(segment: string): string {
  return segment.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function camel(segment: string): string {
  return segment.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
