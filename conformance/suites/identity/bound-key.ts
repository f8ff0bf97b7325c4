import { createHash, randomUUID, X509Certificate } from "node:crypto";
import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import type { Exchange } from "../../http.ts";
import { dateTime, expectDone, sendEnvelope } from "./envelope.ts";
import { requestCode } from "./fixtures.ts";
import { type KeyPair, makeKey, nowInSeconds } from "./keys.ts";
import type { TestPerson } from "./people.ts";
import { type Challenge, codeChallenge } from "./wallet.ts";

/** Where wallets' keys are bound to people. */
export const BINDING_PATH = "/wallet-binding";

const MINUTE = 60;

/** A request to bind a key, with the proof that a one-time code is. */
export interface BindingRequest {
  readonly individualId: unknown;
  readonly authFactorType: unknown;
  readonly format: unknown;
  readonly challengeList: unknown;
  readonly publicKey: unknown;
}

/** A request to bind the key to the person; a new one-time code is in it. */
export async function describeBinding(
  context: CheckContext,
  { individualId }: TestPerson,
  { publicJwk }: KeyPair,
): Promise<BindingRequest> {
  const { code } = await requestCode(context, individualId);
  const challengeList = [codeChallenge(code)];
  return { individualId, authFactorType: "WLA", format: "jwt", challengeList, publicKey: publicJwk };
}

/** Sends a request to bind a key as a wallet's server would; `headers` differ from those of a partner. */
export function sendBinding(
  context: CheckContext,
  request: Partial<BindingRequest>,
  headers: Readonly<Record<string, string | null>> = {},
): Promise<Exchange> {
  const partner = { "partner-id": `${context.mark}-wallet`, "partner-api-key": `${context.mark}-key` };
  return sendEnvelope(context, { path: BINDING_PATH, request, headers: { ...partner, ...headers } });
}

/** The answer to a binding. */
export const bindingAnswer = z.looseObject({
  walletUserId: z.string().min(1),
  certificate: z.string().includes("-----BEGIN CERTIFICATE-----"),
  expireDateTime: dateTime,
});

/** A wallet's key that is bound to a person. */
export interface BoundKey {
  readonly person: TestPerson;
  readonly key: KeyPair;
  readonly walletUserId: string;
  /** SHA-256 of the certificate, as the header of the wallet's tokens names it. */
  readonly thumbprint: string;
}

/** Binds a new key to the person. */
export async function bindKey(context: CheckContext, person: TestPerson): Promise<BoundKey> {
  const key = await makeKey();
  const bound = await sendBinding(context, await describeBinding(context, person, key));
  const { certificate, walletUserId } = expectDone(bound, bindingAnswer);
  const { raw } = new X509Certificate(certificate);
  return { person, key, walletUserId, thumbprint: createHash("sha256").update(raw).digest("base64url") };
}

/** What the wallet's token says of its person to this issuer. */
export function walletClaims({ person }: BoundKey, issuer: string) {
  const now = nowInSeconds();
  return { sub: person.individualId, aud: issuer, iat: now, exp: now + MINUTE, jti: randomUUID() };
}

/** A wallet's token as a proof. */
export const tokenChallenge = (token: string): Challenge => ({
  authFactorType: "WLA",
  challenge: token,
  format: "jwt",
});
