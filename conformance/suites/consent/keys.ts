import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** A person's key for signing. */
export interface SigningKey {
  /** RFC 7638, SHA-256. */
  readonly thumbprint: string;
  /** A JWS over a payload in compact form (ES256), with the key in its header. */
  readonly sign: (payload: string) => string;
}

/** Makes a key. */
export function makeSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { crv = "", kty = "", x = "", y = "" } = publicKey.export({ format: "jwk" });
  const jwk = { crv, kty, x, y };
  const thumbprint = createHash("sha256").update(JSON.stringify(jwk)).digest("base64url");
  return { thumbprint, sign: (payload) => signJws(privateKey, { alg: "ES256", jwk }, payload) };
}

function signJws(key: KeyObject, header: object, payload: string): string {
  const encode = (text: string) => Buffer.from(text, "utf8").toString("base64url");
  const input = `${encode(JSON.stringify(header))}.${encode(payload)}`;
  const signature = sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" });
  return `${input}.${signature.toString("base64url")}`;
}
