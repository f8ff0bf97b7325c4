import type { JWTPayload } from "jose";
import { z } from "zod";
import { type CheckContext, Unmet } from "../../check.ts";
import { expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";

/** Where the provider says who it is. */
export const DISCOVERY_PATH = "/.well-known/openid-configuration";
/** Where it publishes its keys. */
export const KEYS_PATH = "/.well-known/jwks.json";

const address = z.url({ protocol: /^https?$/ });

/** The part of the provider's description that the checks go by. */
const described = z.looseObject({
  issuer: address,
  authorization_endpoint: address,
  token_endpoint: address,
  code_challenge_methods_supported: z.array(z.string()).optional(),
});

/** Who the provider says it is. */
export interface ProviderFacts {
  readonly issuer: string;
  /** The audience of client assertions. */
  readonly tokenEndpoint: string;
  /** Under what addresses it speaks of itself. */
  readonly origins: ReadonlySet<string>;
  /** Whether codes can be bound to a secret of the browser's session (PKCE). */
  readonly bindsCodes: boolean;
}

/** Reads who the provider is. */
export async function readProvider({ http }: CheckContext): Promise<ProviderFacts> {
  const read = await http.send({ path: DISCOVERY_PATH, client: null, headers: { authorization: null } });
  expectStatus(read, 200);
  const facts = expectShape(read, described);
  const origins = [facts.issuer, facts.authorization_endpoint].map((text) => new URL(text).origin);
  return {
    issuer: facts.issuer,
    tokenEndpoint: facts.token_endpoint,
    origins: new Set(origins),
    bindsCodes: facts.code_challenge_methods_supported?.includes("S256") ?? false,
  };
}

/** What a verified token must say, as `jose` takes it. */
export interface Expected {
  readonly issuer: string;
  readonly audience: string;
}

/** The claims of a token that the provider has signed with a published key; `what` names it in the sentence. */
export async function verifyToken(
  context: CheckContext,
  token: string,
  expected: Expected,
  what: string,
  exchange: Exchange,
): Promise<JWTPayload> {
  const { createLocalJWKSet, errors, jwtVerify } = await import("jose");
  const read = await context.http.send({ path: KEYS_PATH, client: null, headers: { authorization: null } });
  expectStatus(read, 200);
  const { keys } = expectShape(read, z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })) }));
  expectTrue(/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token), `${what} is not a signed token`, exchange);
  try {
    const verified = await jwtVerify(token, createLocalJWKSet({ keys }), {
      ...expected,
      algorithms: ["RS256", "PS256", "ES256"],
      clockTolerance: 5,
    });
    return verified.payload;
  } catch (error) {
    if (error instanceof errors.JOSEError)
      throw new Unmet(`${what} does not verify: ${error.code}`, exchange);
    throw error;
  }
}
