import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Call, Operation } from "../operation.ts";
import { runSql } from "../sql.ts";
import { type Authorization, authorizationOf, makeCode } from "./authorization.ts";
import { challengeList, isCode, readChallenge } from "./challenge.ts";
import { defineEnvelope, Failure } from "./envelope.ts";
import type { Identity } from "./identity.ts";
import { findLinkCode, findLinked, type LinkedTransaction, useLinkCode } from "./link-codes.ts";
import { PROVABLE } from "./open-id-provider.ts";
import { proveLinked } from "./prove-linked.ts";
import { routesOf } from "./routes.ts";

const CODES = {
  linkCode: "invalid_link_code",
  linkedTransactionId: "invalid_transaction_id",
  individualId: "invalid_identifier",
  challengeList: "invalid_no_of_challenges",
  acceptedClaims: "invalid_accepted_claim",
  permittedAuthorizeScopes: "invalid_permitted_scope",
};
const MOST_FAILURES = 5;

const id = z.string().min(1).max(200);
const names = z.array(z.string()).max(100);

/** What a wallet calls to sign somebody in whose browser shows a link code. */
export function linkedWalletOperations(identity: Identity): readonly Operation[] {
  return [linkTransaction(identity), authenticate(identity), consent(identity)];
}

function linkTransaction(identity: Identity): Operation {
  const path = "/linked-authorization/link-transaction";
  return defineEnvelope({
    id: "post-authorization-link-transaction",
    summary: "Says what a link code is about",
    method: "POST",
    path,
    routes: routesOf(path),
    request: z.object({ linkCode: id }),
    codes: CODES,
    handle: async ({ linkCode }, call) => {
      const found = identity.store.read((db) => findLinkCode(db, linkCode));
      if (found === undefined) throw new Failure("invalid_link_code", "linkCode: is not known, or over");
      const { client, requested, ways } = await requireAuthorization(identity, call, found.transactionId);
      const linkTransactionId = randomUUID();
      await identity.store.write((db) => {
        const now = findLinkCode(db, linkCode);
        if (now === undefined || now.linkedAt !== undefined)
          throw new Failure("invalid_link_code", "linkCode: has been used");
        useLinkCode(db, now, linkTransactionId);
      });
      return {
        linkTransactionId,
        clientName: client.clientName,
        logoUrl: client.logoUri,
        authorizeScopes: requested.scopes,
        essentialClaims: requested.essential,
        voluntaryClaims: requested.voluntary,
        authFactors: [
          ...(ways.code ? [[{ type: "OTP" }]] : []),
          ...(ways.wallet ? [[{ type: "Wallet" }]] : []),
        ],
        configs: {},
      };
    },
  });
}

function authenticate(identity: Identity): Operation {
  const path = "/linked-authorization/authenticate";
  return defineEnvelope({
    id: "post-linked-authenticate",
    summary: "Proves who uses the wallet",
    method: "POST",
    path,
    routes: routesOf(path),
    request: z.object({ linkedTransactionId: id, individualId: id, challengeList }),
    codes: CODES,
    handle: async ({ linkedTransactionId, individualId, challengeList: list }, call) => {
      const linked = requireLinked(identity, linkedTransactionId);
      if (linked.person !== undefined || linked.failures >= MOST_FAILURES)
        throw new Failure("invalid_transaction", "the transaction is past this");
      if (list.length !== 1)
        throw new Failure("invalid_no_of_challenges", "challengeList: one proof is what this takes");
      const challenge = readChallenge(list[0]);
      const authorization = await requireAuthorization(identity, call, linked.transactionId);
      const { ways } = authorization;
      const isOffered = isCode(challenge) ? ways.code : challenge.authFactorType === "WLA" && ways.wallet;
      const person = isOffered
        ? await proveLinked(identity, call, authorization, individualId, challenge)
        : undefined;
      await identity.store.write((db) => {
        if (person === undefined)
          runSql(db, "UPDATE linked_transaction SET failures = failures + 1 WHERE id = ?", linked.id);
        else
          runSql(
            db,
            "UPDATE linked_transaction SET person = ?, factor = ? WHERE id = ? AND person IS NULL",
            person.id,
            challenge.authFactorType,
            linked.id,
          );
      });
      if (person === undefined) throw new Failure("auth_failed", "this does not prove who it is");
      return { linkedTransactionId };
    },
  });
}

function consent(identity: Identity): Operation {
  const path = "/linked-authorization/consent";
  return defineEnvelope({
    id: "post-linked-consent",
    summary: "Says what the person agrees to",
    method: "POST",
    path,
    routes: routesOf(path),
    request: z.object({
      linkedTransactionId: id,
      permittedAuthorizeScopes: names.nullish(),
      acceptedClaims: names.nullish(),
    }),
    codes: CODES,
    handle: async ({ linkedTransactionId, permittedAuthorizeScopes, acceptedClaims }, call) => {
      const linked = requireLinked(identity, linkedTransactionId);
      const { person, factor, authorizationCode } = linked;
      if (person === undefined)
        throw new Failure("invalid_transaction", "nobody has proved who they are yet");
      const authorization = await requireAuthorization(identity, call, linked.transactionId);
      const agreement = { claims: acceptedClaims ?? [], scopes: permittedAuthorizeScopes ?? [] };
      checkAgreement(authorization, agreement);
      if (authorizationCode !== undefined) throw new Failure("invalid_transaction", "this is agreed already");
      const provider = identity.openId.open(identity.addresses.issuer(call.request));
      const acr = factor === "WLA" ? PROVABLE[1] : PROVABLE[0];
      const code = await makeCode(provider, person, authorization, agreement, acr);
      await identity.store.write((db) =>
        runSql(db, "UPDATE linked_transaction SET authorization_code = ? WHERE id = ?", code, linked.id),
      );
      return { linkedTransactionId };
    },
  });
}

function checkAgreement(
  { requested }: Authorization,
  agreement: { readonly claims: readonly string[]; readonly scopes: readonly string[] },
): void {
  const { essential, voluntary, scopes } = requested;
  const isAsked = (claim: string) => essential.includes(claim) || voluntary.includes(claim);
  if (!agreement.claims.every(isAsked))
    throw new Failure("invalid_accepted_claim", "acceptedClaims: nobody asked for all of these");
  if (!essential.every((claim) => agreement.claims.includes(claim)))
    throw new Failure("invalid_accepted_claim", "acceptedClaims: an essential one is not among them");
  if (!agreement.scopes.every((scope) => scopes.includes(scope)))
    throw new Failure("invalid_permitted_scope", "permittedAuthorizeScopes: nobody asked for all of these");
}

function requireLinked({ store }: Identity, linkedTransactionId: string): LinkedTransaction {
  const linked = store.read((db) => findLinked(db, linkedTransactionId));
  if (linked !== undefined) return linked;
  throw new Failure("invalid_transaction_id", "linkedTransactionId: is not known, or over");
}

/** The authorization request behind a wallet's transaction. Throws a Failure where it or its client is gone. */
async function requireAuthorization(
  identity: Identity,
  call: Call,
  transactionId: string,
): Promise<Authorization> {
  const provider = identity.openId.open(identity.addresses.issuer(call.request));
  const interaction = await provider.Interaction.find(transactionId);
  if (interaction === undefined || interaction.result !== undefined)
    throw new Failure("invalid_transaction", "the sign-in is over");
  const authorization = authorizationOf(identity, transactionId, interaction.params);
  if (authorization === undefined) throw new Failure("invalid_client_id", "the client is gone");
  return authorization;
}
