import { randomBytes, randomUUID } from "node:crypto";
import type { JWTPayload } from "jose";
import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { type ProviderFacts, readProvider } from "./discovery.ts";
import { expectDone, sendEnvelope } from "./envelope.ts";
import { type KeyPair, nowInSeconds, signToken, takeKey } from "./keys.ts";

/** Where clients are registered. */
export const CLIENTS_PATH = "/client-mgmt/oidc-client";
/** Where codes are exchanged. */
export const TOKEN_PATH = "/oauth/token";

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const ASSERTION_SECONDS = 60;

/** A service at which people sign in, registered for one check. */
export interface RelyingParty {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly key: KeyPair;
  readonly provider: ProviderFacts;
  /** The `request` by which it was registered. */
  readonly described: ClientDescription;
}

/** What client management is told of a client. */
export type ClientDescription = ReturnType<typeof describeClient>;

/** A new name under the check's mark. */
export const newName = ({ mark }: CheckContext): string => `${mark}-${randomBytes(3).toString("hex")}`;

/** A client's description with claims that test persons have. */
export function describeClient(clientId: string, key: KeyPair) {
  return {
    clientId,
    clientName: `Test service ${clientId}`,
    relyingPartyId: clientId,
    logoUri: `https://${clientId}.example.org/logo.png`,
    redirectUris: [`https://${clientId}.example.org/callback`],
    authContextRefs: ["idbb:acr:generated-code", "idbb:acr:linked-wallet"],
    publicKey: { ...key.publicJwk } as Record<string, unknown>,
    userClaims: ["name", "email", "gender"],
    grantTypes: ["authorization_code"],
    clientAuthMethods: ["private_key_jwt"],
  };
}

const createdClient = z.looseObject({ clientId: z.string() });

/** Registers a client, which is switched off when the check is over. */
export async function registerClient(
  context: CheckContext,
  changes: Partial<ClientDescription> = {},
): Promise<RelyingParty> {
  const key = await takeKey(context);
  const described = { ...describeClient(newName(context), key), ...changes };
  const [redirectUri = ""] = described.redirectUris;
  const provider = await readProvider(context);
  expectRegistered(await createClient(context, described), described.clientId);
  return { clientId: described.clientId, redirectUri, key, provider, described };
}

/** Sends a registration, whatever it is like, and has the client switched off when the check is over. */
export function createClient(context: CheckContext, request: ClientDescription): Promise<Exchange> {
  const { publicKey, clientId, relyingPartyId, ...rest } = request;
  // A client cannot be deleted; one that is switched off signs nobody in.
  context.cleanUp(async () => void (await updateClient(context, clientId, { ...rest, status: "inactive" })));
  return sendEnvelope(context, { path: CLIENTS_PATH, request });
}

/** Sends a change of a client. */
export function updateClient(context: CheckContext, clientId: string, request: unknown): Promise<Exchange> {
  const path = `${CLIENTS_PATH}/${encodeURIComponent(clientId)}`;
  return sendEnvelope(context, { method: "PUT", path, request });
}

/** The answer says that this client is registered. */
export function expectRegistered(exchange: Exchange, clientId: string): void {
  expectEqual(expectDone(exchange, createdClient).clientId, clientId, "the answered client's id", exchange);
}

/** What a client proves itself with: its own assertion, once. */
export function assertionClaims({ clientId, provider }: RelyingParty): JWTPayload {
  const now = nowInSeconds();
  const aud = provider.tokenEndpoint;
  return { iss: clientId, sub: clientId, aud, jti: randomUUID(), iat: now, exp: now + ASSERTION_SECONDS };
}

/** A client assertion with these claims instead of the right ones; an undefined one is left out. */
export function signAssertion(
  party: RelyingParty,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  return signToken(party.key, { ...assertionClaims(party), ...changes });
}

/** The fields of a token request; undefined leaves one out. */
export type TokenFields = Readonly<Record<string, string | undefined>>;

/** Exchanges a code as the client, with these fields instead of the right ones. */
export async function exchangeCode(
  { http }: CheckContext,
  party: RelyingParty,
  code: string,
  changes: TokenFields = {},
): Promise<Exchange> {
  const fields: TokenFields = {
    grant_type: "authorization_code",
    code,
    client_id: party.clientId,
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: await signAssertion(party),
    redirect_uri: party.redirectUri,
    ...changes,
  };
  const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined);
  return http.send({
    method: "POST",
    path: TOKEN_PATH,
    client: null,
    headers: { authorization: null, "content-type": "application/x-www-form-urlencoded" },
    text: new URLSearchParams(given).toString(),
  });
}

/** The query of a request to sign in; undefined leaves a parameter out. */
export type AuthorizeQuery = Readonly<Record<string, string | undefined>>;

/** The path of `GET /authorize` for the client, with these parameters instead of the usual. */
export function authorizePath(party: RelyingParty, changes: AuthorizeQuery = {}): string {
  const query: AuthorizeQuery = {
    scope: "openid profile email",
    response_type: "code",
    client_id: party.clientId,
    redirect_uri: party.redirectUri,
    state: `state-${party.clientId}`,
    nonce: `nonce-${party.clientId}`,
    ...changes,
  };
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  expectTrue(given.length > 0, "a request to sign in has no parameters");
  return `/authorize?${new URLSearchParams(given)}`;
}
