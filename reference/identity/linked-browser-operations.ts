import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { Call, Operation } from "../operation.ts";
import { defineEnvelope, Failure } from "./envelope.ts";
import type { Identity } from "./identity.ts";
import { findLinkCode, findLinkedByCode, type LinkCode, newLinkCode } from "./link-codes.ts";
import { routesOf } from "./routes.ts";
import { checkXsrf } from "./xsrf.ts";

const CODES = {
  transactionId: "invalid_transaction_id",
  linkCode: "invalid_link_code",
  linkedCode: "invalid_link_code",
};
const PAUSE_MS = 40;

const id = z.string().min(1).max(200);

/** What the browser's side of a linked authorization calls: it shows the link code and waits for the wallet. */
export function linkedBrowserOperations(identity: Identity): readonly Operation[] {
  return [linkCode(identity), linkStatus(identity), linkAuthCode(identity)];
}

function linkCode(identity: Identity): Operation {
  const path = "/linked-authorization/link-code";
  return defineEnvelope({
    id: "get-authorization-generate-link-code",
    summary: "Makes a link code for a sign-in",
    method: "POST",
    path,
    routes: routesOf(path),
    request: z.object({ transactionId: id }),
    codes: CODES,
    handle: async ({ transactionId }, call) => {
      checkXsrf(call);
      await requireOpen(identity, call, transactionId);
      const { code, expiresAt } = await newLinkCode(identity, transactionId);
      return { transactionId, linkCode: code, expireDateTime: new Date(expiresAt).toISOString() };
    },
  });
}

function linkStatus(identity: Identity): Operation {
  const path = "/linked-authorization/link-status";
  const operation = defineEnvelope({
    id: "post-authorization-link-status",
    summary: "Waits until a wallet uses the link code",
    method: "POST",
    path,
    routes: routesOf(path),
    request: z.object({ transactionId: id, linkCode: id }),
    codes: CODES,
    handle: async ({ transactionId, linkCode: code }, call) => {
      checkXsrf(call);
      await requireKnown(identity, call, transactionId);
      const linkedAt = await poll(identity, () => requireLinkCode(identity, transactionId, code).linkedAt);
      return { transactionId, linkStatus: "LINKED", linkedDateTime: String(linkedAt) };
    },
  });
  return { ...operation, handle: async (call) => bothSpellings(await operation.handle(call)) };
}

function linkAuthCode(identity: Identity): Operation {
  const path = "/linked-authorization/link-auth-code";
  return defineEnvelope({
    id: "post-authorization-link-auth",
    summary: "Waits until the person has agreed in the wallet",
    method: "POST",
    path,
    routes: routesOf(path),
    request: z
      .object({ transactionId: id, linkedCode: id.optional(), linkCode: id.optional() })
      .refine((one) => (one.linkedCode ?? one.linkCode) !== undefined, {
        path: ["linkedCode"],
        message: "is required",
      }),
    codes: CODES,
    handle: async ({ transactionId, linkedCode, linkCode: other }, call) => {
      checkXsrf(call);
      const { parameters } = await requireKnown(identity, call, transactionId);
      const code = linkedCode ?? other ?? "";
      if (requireLinkCode(identity, transactionId, code).linkedAt === undefined)
        throw new Failure("invalid_link_code", "linkedCode: no wallet has used it yet");
      const made = await poll(identity, () => {
        const linked = identity.store.read((db) => findLinkedByCode(db, code));
        if (linked === undefined)
          throw new Failure("invalid_transaction", "the wallet's transaction is over");
        return linked.authorizationCode;
      });
      const { redirect_uri: redirectUri, state, nonce } = parameters;
      return { code: made, redirectUri, state, nonce };
    },
  });
}

/** The specification's answer has `responseTIme`; clients look for either. */
function bothSpellings<A extends { readonly body?: unknown }>(answer: A): A {
  const body = answer.body as { readonly responseTime: string };
  return { ...answer, body: { ...body, responseTIme: body.responseTime } };
}

/** Asks again and again until there is a value. Throws a Failure, `response_timeout`, where it takes too long. */
async function poll<T>({ settings }: Identity, look: () => T | undefined): Promise<T> {
  const end = Date.now() + settings.pollMs;
  for (;;) {
    const value = look();
    if (value !== undefined) return value;
    if (Date.now() >= end) throw new Failure("response_timeout", "nothing has happened yet; ask again");
    await pause(PAUSE_MS);
  }
}

function requireLinkCode({ store }: Identity, transactionId: string, code: string): LinkCode {
  const found = store.read((db) => findLinkCode(db, code));
  if (found?.transactionId === transactionId) return found;
  throw new Failure("invalid_link_code", "the link code is not this transaction's, or is over");
}

interface Known {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly isOpen: boolean;
}

/** A sign-in under way. Throws a Failure where there is none. */
async function requireKnown(identity: Identity, call: Call, transactionId: string): Promise<Known> {
  const provider = identity.openId.open(identity.addresses.issuer(call.request));
  const interaction = await provider.Interaction.find(transactionId);
  if (interaction === undefined)
    throw new Failure("invalid_transaction_id", "transactionId: there is no such sign-in under way");
  const isOpen = interaction.prompt.name === "login" && interaction.result === undefined;
  return { parameters: interaction.params, isOpen };
}

async function requireOpen(identity: Identity, call: Call, transactionId: string): Promise<void> {
  const { isOpen } = await requireKnown(identity, call, transactionId);
  const isLinked = identity.store.read((db) => hasCode(db, transactionId));
  if (!isOpen || isLinked) throw new Failure("invalid_transaction", "somebody has signed in already");
}

function hasCode(
  db: Parameters<Parameters<Identity["store"]["read"]>[0]>[0],
  transactionId: string,
): boolean {
  const sql =
    "SELECT 1 FROM linked_transaction WHERE transaction_id = ? AND authorization_code IS NOT NULL LIMIT 1";
  return db.prepare(sql).get(transactionId) !== undefined;
}
