import type { DatabaseSync } from "node:sqlite";
import { importJWK, type JWTPayload, jwtVerify } from "jose";
import type { Call } from "../operation.ts";
import { firstRow, runSql } from "../sql.ts";
import type { Authorization } from "./authorization.ts";
import { type Challenge, isCode } from "./challenge.ts";
import { noteEvent } from "./events.ts";
import type { Identity } from "./identity.ts";
import { findPerson, isActive, type Person } from "./people.ts";
import { isLocked, noteFailure, noteSuccess } from "./proofs.ts";
import { proveByCode } from "./sign-in.ts";
import { findWalletKey, type WalletKey } from "./wallet-keys.ts";

/** Proofs of a wallet hold for a short time only, in seconds. */
const LONGEST = 600;

/** Who it is, where the challenge proves that. Every try is an event of the person's. */
export function proveLinked(
  identity: Identity,
  call: Call,
  authorization: Authorization,
  individualId: string,
  challenge: Challenge,
): Promise<Person | undefined> {
  if (isCode(challenge)) return proveByCode(identity, authorization, individualId, challenge.challenge);
  return proveByWallet(identity, call, authorization, individualId, challenge);
}

async function proveByWallet(
  identity: Identity,
  call: Call,
  { client }: Authorization,
  individualId: string,
  { challenge, format }: Challenge,
): Promise<Person | undefined> {
  const issuer = identity.addresses.issuer(call.request);
  const proof = format === "jwt" ? await readProof(identity, challenge, issuer) : undefined;
  return identity.store.write((db) => {
    const person = findPerson(db, individualId);
    if (person === undefined) return undefined;
    const isProved = isActive(person) && !isLocked(db, person.id) && accept(db, person, individualId, proof);
    if (isProved) noteSuccess(db, person.id);
    else noteFailure(db, person.id, identity.settings.lockSeconds);
    noteEvent(db, person.id, {
      type: "AUTHENTICATION_REQUEST",
      status: isProved ? "SUCCESS" : "FAILED",
      description: isProved ? `Signed in to ${client.clientName}` : `Not signed in to ${client.clientName}`,
      info: {
        partnerId: client.relyingPartyId,
        partnerName: client.clientName,
        authenticationMode: "Wallet",
      },
    });
    return isProved ? person : undefined;
  });
}

interface Proof {
  readonly key: WalletKey;
  readonly payload: JWTPayload;
}

/** Reads a JWT of a bound key; undefined where it is none, or says what it should not. */
async function readProof(identity: Identity, jwt: string, issuer: string): Promise<Proof | undefined> {
  let key: WalletKey | undefined;
  try {
    const { payload } = await jwtVerify(
      jwt,
      async (header) => {
        key = identity.store.read((db) =>
          findWalletKey(db, String(header.kid ?? ""), String(header["x5t#S256"] ?? "")),
        );
        if (key === undefined) throw new Error("no such key");
        return importJWK(key.jwk, header.alg);
      },
      {
        audience: issuer,
        algorithms: ["RS256", "PS256", "ES256"],
        requiredClaims: ["sub", "iat", "exp", "jti"],
        maxTokenAge: LONGEST,
      },
    );
    return key === undefined ? undefined : { key, payload };
  } catch {
    return undefined;
  }
}

/** Whether the proof is this person's, and is used for the first time. */
function accept(db: DatabaseSync, person: Person, individualId: string, proof: Proof | undefined): boolean {
  if (proof === undefined || proof.key.person !== person.id || proof.key.expiresAt <= Date.now())
    return false;
  const { sub, jti, exp = 0 } = proof.payload;
  if (sub !== individualId && sub !== proof.key.walletUser) return false;
  const used = `${proof.key.thumbprint} ${jti}`;
  if (firstRow(db, "SELECT 1 FROM used_token WHERE id = ?", used) !== undefined) return false;
  runSql(db, "INSERT INTO used_token (id, expires_at) VALUES (?, ?)", used, (exp + LONGEST) * 1000);
  return true;
}
