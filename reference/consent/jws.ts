import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader, importJWK, type JWK } from "jose";
import { badRequest } from "../refusal.ts";

/** The method of signatures that can be verified (docs/adr/0015). */
export const JWS = "JWS";

const ALGORITHMS = ["ES256", "ES384", "PS256", "RS256", "EdDSA", "Ed25519"];
const LONGEST = 20_000;

/**
 * Verifies a JWS in compact form, also detached, over exactly this payload by the key in its own header, whose thumbprint
 * is `signedBy`. Refuses everything else.
 */
export async function verifyJws(jws: string, payload: string, signedBy: string): Promise<void> {
  const [head = "", body = "", signature = "", ...rest] = jws.split(".");
  const encoded = Buffer.from(payload, "utf8").toString("base64url");
  if (rest.length > 0 || jws.length > LONGEST || (body !== "" && body !== encoded))
    throw badRequest("signature: is no JWS over this payload");
  try {
    const header = decodeProtectedHeader(`${head}.${encoded}.${signature}`);
    const { alg = "", jwk } = header;
    if (jwk === undefined || "b64" in header || !ALGORITHMS.includes(alg))
      throw new TypeError("no usable header");
    const key = publicPart(jwk as JWK);
    await compactVerify(`${head}.${encoded}.${signature}`, await importJWK(key, alg), {
      algorithms: ALGORITHMS,
    });
    if ((await calculateJwkThumbprint(key)) === signedBy) return;
  } catch {
    throw badRequest("signature: the JWS does not verify with the key in its header");
  }
  throw badRequest("verificationSignedBy: is not the thumbprint of the key that signed");
}

/** A secret key in a header is a mistake of the signer's; none is ever used. */
function publicPart(key: JWK): JWK {
  if (key.kty === "oct" || "d" in key || "k" in key) throw new TypeError("no public key");
  return key;
}
