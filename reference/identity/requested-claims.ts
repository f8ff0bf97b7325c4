import { SCOPE_CLAIMS } from "./claims.ts";
import { CLAIMS } from "./client-request.ts";

/** What an authorization request asks about a person, as far as its client may. */
export interface Requested {
  readonly essential: readonly string[];
  readonly voluntary: readonly string[];
  /** Claims that it asks for one by one, also those that it may not have. */
  readonly named: readonly string[];
  /** Scopes beyond `openid` that give no claims. */
  readonly scopes: readonly string[];
}

/** Parameters of an authorization request. */
export type AuthorizationParameters = Readonly<Record<string, unknown>>;

/** Reads what is asked for from scopes and the parameter `claims` (OpenID Connect Core, 5.4 and 5.5). */
export function readRequested(parameters: AuthorizationParameters, allowed: readonly string[]): Requested {
  const scopes = String(parameters["scope"] ?? "").split(" ");
  const byScope = Object.entries(SCOPE_CLAIMS).flatMap(([scope, claims]) =>
    scopes.includes(scope) ? [...claims] : [],
  );
  const single = claimsParameter(parameters["claims"]);
  const isAllowed = (claim: string) =>
    allowed.includes(claim) && (CLAIMS as readonly string[]).includes(claim);
  const all = [...new Set([...byScope, ...single.keys()])].filter(isAllowed);
  const essential = all.filter((claim) => single.get(claim) === true);
  const prompts = String(parameters["prompt"] ?? "").split(" ");
  const isOffline = scopes.includes("offline_access") && prompts.includes("consent");
  return {
    essential,
    voluntary: all.filter((claim) => !essential.includes(claim)),
    named: [...single.keys()],
    scopes: isOffline ? ["offline_access"] : [],
  };
}

/** The claims that are asked for one by one, and whether they are essential. */
function claimsParameter(value: unknown): Map<string, boolean> {
  const found = new Map<string, boolean>();
  if (typeof value !== "string") return found;
  const containers = parse(value);
  for (const container of [containers?.["userinfo"], containers?.["id_token"]]) {
    for (const [claim, how] of Object.entries(container ?? {}))
      found.set(claim, found.get(claim) === true || how?.essential === true);
  }
  return found;
}

type Containers = Readonly<Record<string, Readonly<Record<string, { essential?: unknown } | null>>>>;

function parse(text: string): Containers | undefined {
  try {
    return (JSON.parse(text) as Containers | null) ?? undefined;
  } catch {
    return undefined;
  }
}
