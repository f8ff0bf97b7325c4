import { createPublicKey, type JsonWebKey } from "node:crypto";
import { z } from "zod";
import type { Operation } from "../operation.ts";
import { makeCertificate, pemOf } from "./certificate.ts";
import { challengeList, isCode, readChallenge } from "./challenge.ts";
import { checkPublicKey } from "./client-request.ts";
import { defineEnvelope, Failure } from "./envelope.ts";
import { noteEvent } from "./events.ts";
import { managementGuard, requirePartner } from "./guards.ts";
import type { Identity } from "./identity.ts";
import { thumbprintOf } from "./keys.ts";
import { findPerson, isActive } from "./people.ts";
import { routesOf } from "./routes.ts";
import { findWalletKey, storeWalletKey, type WalletKey } from "./wallet-keys.ts";

const YEAR_MS = 365 * 86_400_000;

const CODES = {
  publicKey: "invalid_public_key",
  challengeList: "invalid_auth_challenge",
  individualId: "invalid_auth_challenge",
};

const invalidChallenge = () => new Failure("invalid_auth_challenge", "this does not prove who it is");

/** Binds a wallet's key to a person, by a one-time code (Identity-Provider.yaml, post-wallet-binding). */
export function walletBindingOperations(identity: Identity): readonly Operation[] {
  const path = "/wallet-binding";
  return [
    defineEnvelope({
      id: "post-wallet-binding",
      summary: "Binds a wallet's key to a person",
      method: "POST",
      path,
      routes: routesOf(path),
      guard: managementGuard(identity),
      request: z.object({
        individualId: z.string().min(1).max(200),
        authFactorType: z.literal("WLA"),
        format: z.string(),
        challengeList,
        publicKey: z.record(z.string(), z.unknown()),
      }),
      codes: CODES,
      responses: { 401: "Not the management's token, or not the partner" },
      handle: async ({ individualId, format, challengeList: list, publicKey }, call) => {
        const partner = requirePartner(identity, call);
        if (format !== "jwt")
          throw new Failure("unsupported_challenge_format", "format: jwt is what proofs of wallets have");
        checkPublicKey(publicKey);
        if (list.length !== 1) throw invalidChallenge();
        const challenge = readChallenge(list[0]);
        if (!isCode(challenge)) throw invalidChallenge();
        const bound = await bind(identity, {
          individualId,
          partner,
          jwk: publicKey,
          code: challenge.challenge,
        });
        if (bound instanceof Failure) throw bound;
        return {
          walletUserId: bound.walletUser,
          certificate: bound.certificate,
          expireDateTime: new Date(bound.expiresAt).toISOString(),
        };
      },
    }),
  ];
}

interface Binding {
  readonly individualId: string;
  readonly partner: string;
  readonly jwk: Readonly<Record<string, unknown>>;
  readonly code: string;
}

/** A refusal is returned and not thrown: the wrong code that it counted has to stay counted. */
function bind(
  identity: Identity,
  { individualId, partner, jwk, code }: Binding,
): Promise<WalletKey | Failure> {
  const key = bareKey(jwk);
  const thumbprint = thumbprintOf(key);
  return identity.store.write((db) => {
    const person = findPerson(db, individualId);
    if (person === undefined || !isActive(person)) return invalidChallenge();
    if (!identity.codes.verify(db, person, code)) return invalidChallenge();
    const known = findWalletKey(db, thumbprint, "");
    if (known !== undefined && (known.person !== person.id || known.partner !== partner))
      return new Failure("duplicate_public_key", "publicKey: is bound to somebody else");
    if (known !== undefined && known.expiresAt > Date.now()) return known;
    const made = certify(identity, { person: person.id, partner, key, thumbprint });
    storeWalletKey(db, made);
    noteEvent(db, person.id, {
      type: "ID_MANAGEMENT_REQUEST",
      description: "A wallet was bound",
      info: { partnerId: partner },
    });
    return made;
  });
}

function certify(
  { keys, pseudonyms }: Identity,
  bound: {
    readonly person: string;
    readonly partner: string;
    readonly key: JsonWebKey;
    readonly thumbprint: string;
  },
): WalletKey {
  const signer = keys.current();
  const now = Date.now();
  const expiresAt = now + YEAR_MS;
  const walletUser = pseudonyms.of(bound.person, `wallet ${bound.partner}`);
  const content = {
    subject: walletUser,
    issuer: `country-stack identity ${signer.kid.slice(0, 12)}`,
    publicKey: createPublicKey({ key: bound.key, format: "jwk" }),
    notBefore: now,
    notAfter: expiresAt,
  };
  const certificate = pemOf(makeCertificate(content, signer.private));
  const { person, partner, key: jwk, thumbprint } = bound;
  return { thumbprint, person, partner, walletUser, jwk, certificate, expiresAt };
}

/** The key without what else its JWK says. */
function bareKey(jwk: Readonly<Record<string, unknown>>): JsonWebKey {
  const { kty, n, e, crv, x, y } = jwk;
  return (kty === "RSA" ? { kty, n, e } : { kty, crv, x, y }) as JsonWebKey;
}
