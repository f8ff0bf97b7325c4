import type { CryptoKey, JWK, JWTPayload } from "jose";
import type { CheckContext } from "../../check.ts";

/** A key pair of a test client or wallet. */
export interface KeyPair {
  readonly privateKey: CryptoKey;
  /** As client management and wallet binding take it. */
  readonly publicJwk: JWK;
}

/** The pairs that no check uses at the moment: making one takes a processor longer than all else that a check does. */
const idle: KeyPair[] = [];

/** A key pair that no other running check uses; it goes back when the check is over. */
export async function takeKey({ cleanUp }: Pick<CheckContext, "cleanUp">): Promise<KeyPair> {
  const pair = idle.pop() ?? (await makeKey());
  cleanUp(async () => void idle.push(pair));
  return pair;
}

/** A new key pair for RS256, the one algorithm that the specification names; for wallets, whose keys stay theirs. */
export async function makeKey(): Promise<KeyPair> {
  const { exportJWK, generateKeyPair } = await import("jose");
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  return { privateKey, publicJwk: { ...(await exportJWK(publicKey)), alg: "RS256", use: "sig" } };
}

/** The private half as a JWK, which nobody should ever send. */
export async function privateJwkOf({ privateKey }: KeyPair): Promise<JWK> {
  const { exportJWK } = await import("jose");
  return exportJWK(privateKey);
}

/** Signs claims with RS256. */
export async function signToken(
  { privateKey }: KeyPair,
  payload: JWTPayload,
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { SignJWT } = await import("jose");
  return new SignJWT(payload).setProtectedHeader({ alg: "RS256", typ: "JWT", ...header }).sign(privateKey);
}

/** The same claims without any signature, as `alg: none` has it. */
export function unsignedToken(payload: JWTPayload): string {
  return `${encode({ alg: "none", typ: "JWT" })}.${encode(payload)}.`;
}

/** The same claims "signed" with what is public of the key, as if it were a shared secret. */
export async function tokenSignedWithPublicKey({ publicJwk }: KeyPair, payload: JWTPayload): Promise<string> {
  const { exportSPKI, importJWK, SignJWT } = await import("jose");
  const key = (await importJWK(publicJwk, "RS256")) as CryptoKey;
  const secret = new TextEncoder().encode(await exportSPKI(key));
  return new SignJWT(payload).setProtectedHeader({ alg: "HS256", typ: "JWT" }).sign(secret);
}

/** The same token with another signature, of the same length. */
export function tamperSignature(token: string): string {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const middle = Math.floor(signature.length / 2);
  const other = signature[middle] === "A" ? "B" : "A";
  return [header, payload, signature.slice(0, middle) + other + signature.slice(middle + 1)].join(".");
}

/** The same token with other claims under the old signature. */
export function tamperClaims(token: string, claims: Readonly<Record<string, unknown>>): string {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const before = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  return [header, encode({ ...before, ...claims }), signature].join(".");
}

/** Now, in seconds since 1970, as tokens count time. */
export const nowInSeconds = (): number => Math.floor(Date.now() / 1000);

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
