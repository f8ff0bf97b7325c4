import type { JWTPayload } from "jose";
import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { verifyToken } from "./discovery.ts";
import { enrolPerson, type TestPerson } from "./people.ts";
import { exchangeCode, type RelyingParty, registerClient } from "./relying-party.ts";
import { type SignIn, signInForCode } from "./sign-in.ts";

/** Where a client learns what the person has agreed to tell. */
export const USERINFO_PATH = "/oidc/userinfo";

/** What a client gets for a code. */
export interface Tokens {
  readonly accessToken: string;
  readonly idToken: string;
  /** The verified claims of the ID token. */
  readonly claims: JWTPayload;
  readonly exchange: Exchange;
}

const tokenAnswer = z.looseObject({
  id_token: z.string(),
  access_token: z.string().min(1),
  token_type: z.literal("Bearer"),
  expires_in: z.number().positive(),
  scope: z.string().optional(),
  refresh_token: z.string().min(1).optional(),
});

/** The answer has tokens, of which the ID token is the provider's and speaks to this client. */
export async function expectTokens(
  context: CheckContext,
  party: RelyingParty,
  exchange: Exchange,
): Promise<Tokens> {
  expectStatus(exchange, 200);
  const answer = expectShape(exchange, tokenAnswer);
  const expected = { issuer: party.provider.issuer, audience: party.clientId };
  const claims = await verifyToken(context, answer.id_token, expected, "the ID token", exchange);
  return { accessToken: answer.access_token, idToken: answer.id_token, claims, exchange };
}

/** Signs a person in and exchanges the code. */
export async function signInForTokens(
  context: CheckContext,
  party: RelyingParty,
  person: TestPerson,
  how: SignIn = {},
): Promise<Tokens> {
  const code = await signInForCode(context, party, person, how);
  return expectTokens(context, party, await exchangeCode(context, party, code));
}

/** A client and a person of this check's own, and the tokens of the person's sign-in. */
export async function signInSomebody(context: CheckContext, how: SignIn = {}) {
  const party = await registerClient(context);
  const person = await enrolPerson(context);
  return { party, person, tokens: await signInForTokens(context, party, person, how) };
}

/** Asks for what a token lets its bearer know; without a token where it is undefined. */
export function askUserinfo({ http }: CheckContext, accessToken: string | undefined): Promise<Exchange> {
  const authorization = accessToken === undefined ? null : `Bearer ${accessToken}`;
  const headers = { authorization, accept: "application/jwt, application/json" };
  return http.send({ path: USERINFO_PATH, client: null, headers });
}

/** The claims of an answer of userinfo: signed by the provider, and encrypted for the client where they are at all. */
export async function expectUserinfo(
  context: CheckContext,
  party: RelyingParty,
  exchange: Exchange,
): Promise<JWTPayload> {
  expectStatus(exchange, 200);
  const [type] = (exchange.headers["content-type"] ?? "").split(";");
  expectEqual(type, "application/jwt", "the type of what is told about a person", exchange);
  const token = await decrypted(party, exchange);
  const expected = { issuer: party.provider.issuer, audience: party.clientId };
  const claims = await verifyToken(context, token, expected, "what is told about a person", exchange);
  expectTrue(typeof claims.sub === "string", "what is told about a person does not say about whom", exchange);
  return claims;
}

async function decrypted({ key }: RelyingParty, { text }: Exchange): Promise<string> {
  if (text.split(".").length !== 5) return text;
  const { compactDecrypt, exportJWK, importJWK } = await import("jose");
  const { alg: _, use: __, ...jwk } = await exportJWK(key.privateKey);
  const { plaintext } = await compactDecrypt(text, await importJWK(jwk, "RSA-OAEP-256"));
  return new TextDecoder().decode(plaintext);
}
