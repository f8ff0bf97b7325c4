import { randomUUID } from "node:crypto";
import { z } from "zod";
import { defineOperation, type Operation } from "../operation.ts";
import { notFound } from "../refusal.ts";
import { listClients } from "./clients.ts";
import { defineEnvelope } from "./envelope.ts";
import { textOf } from "./fields.ts";
import { managementGuard } from "./guards.ts";
import type { Identity } from "./identity.ts";
import type { SigningKey } from "./keys.ts";
import { peopleHeld } from "./people.ts";
import { routesOf } from "./routes.ts";

/** What the specification has no operation for: keys, sending codes, and in development reading them. */
export function managementOperations(identity: Identity): readonly Operation[] {
  const isDevelopment = identity.config.environment === "development";
  return [
    ...keyOperations(identity),
    clientList(identity),
    sendOneTimeCode(identity),
    ...(isDevelopment && identity.codes.areReadable ? [readOneTimeCode(identity)] : []),
    ...(isDevelopment ? [holdings(identity)] : []),
  ];
}

function keyOperations(identity: Identity): Operation[] {
  const guard = managementGuard(identity);
  return [
    defineOperation({
      id: "listKeys",
      summary: "The keys that tokens are signed with, without their private halves",
      method: "GET",
      path: "/management/keys",
      guard,
      responses: { 200: "Keys", 401: "Not the management's token" },
      handle: () => ({ status: 200, body: { keys: identity.keys.published().map(describe) } }),
    }),
    defineOperation({
      id: "rotateKeys",
      summary: "Signs with a new key from now on",
      method: "POST",
      path: "/management/keys/rotation",
      guard,
      responses: { 200: "The new key", 401: "Not the management's token" },
      handle: async () => ({ status: 200, body: describe(await identity.keys.rotate()) }),
    }),
  ];
}

function describe({ kid, jwk, createdAt, publishedUntil }: SigningKey): Record<string, unknown> {
  return {
    kid,
    kty: jwk["kty"],
    createdAt: new Date(createdAt).toISOString(),
    signs: publishedUntil === undefined,
    ...(publishedUntil === undefined ? {} : { publishedUntil: new Date(publishedUntil).toISOString() }),
  };
}

function clientList(identity: Identity): Operation {
  return defineOperation({
    id: "listClients",
    summary: "The clients that were made here, and whether people can sign in to them",
    method: "GET",
    path: "/management/clients",
    guard: managementGuard(identity),
    responses: { 200: "Clients", 401: "Not the management's token" },
    handle: () => ({ status: 200, body: { clients: identity.store.read(listClients) } }),
  });
}

/** Wallets and update-uin need a code first, and the specification does not say where from. */
function sendOneTimeCode(identity: Identity): Operation {
  const path = "/one-time-code";
  return defineEnvelope({
    id: "sendOneTimeCode",
    summary: "Sends a person a one-time code",
    method: "POST",
    path,
    routes: routesOf(path),
    request: z.object({
      individualId: z.string().min(1).max(200),
      transactionId: z.string().min(1).max(200).optional(),
    }),
    codes: { individualId: "invalid_identifier", transactionId: "invalid_transaction_id" },
    handle: async ({ individualId, transactionId = randomUUID() }) => {
      const person = await identity.codes.send(individualId, transactionId);
      // Where addresses are shown, whoever asks would learn who is known here: so only in development.
      const isShown = identity.codes.areReadable && person !== undefined;
      const masked = (name: string) => mask(textOf(person?.fields ?? {}, name));
      return {
        transactionId,
        ...(isShown ? { maskedPhone: masked("phone"), maskedEmail: masked("email") } : {}),
      };
    },
  });
}

function mask(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const at = text.indexOf("@");
  const shown = at < 0 ? text.length - 2 : at - 1;
  return [...text].map((sign, index) => (index >= shown || sign === "@" ? sign : "X")).join("");
}

function readOneTimeCode({ codes }: Identity): Operation {
  return defineOperation({
    id: "readOneTimeCode",
    summary: "The one-time code that a person was sent, in development",
    method: "GET",
    path: "/development/one-time-codes/{individualId}",
    responses: { 200: "The code", 404: "There is none that is good" },
    handle: ({ params }) => {
      const found = codes.newest(params["individualId"] ?? "");
      if (found === undefined) throw notFound("there is no code that is good");
      return { status: 200, body: found, headers: { "Cache-Control": "no-store" } };
    },
  });
}

function holdings({ store }: Identity): Operation {
  return defineOperation({
    id: "listHoldings",
    summary: "Which clients are active and which people activated, in development",
    method: "GET",
    path: "/development/holdings",
    responses: { 200: "Ids" },
    handle: () => ({
      status: 200,
      body: store.read((db) => ({
        clients: listClients(db).flatMap(({ clientId, status }) => (status === "active" ? [clientId] : [])),
        people: peopleHeld(db),
      })),
    }),
  });
}
