import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { type Answer, defineOperation, type Operation } from "../operation.ts";
import { badRequest, notFound } from "../refusal.ts";
import { runSql } from "../sql.ts";
import { describeHoldings, describeLedger, describeWorld } from "./development-views.ts";
import type { PaymentsServer } from "./payments-server.ts";
import {
  billerDocument,
  closeParty,
  institutionDocument,
  payerDocument,
  putBiller,
  putInstitution,
  putPayer,
  type RegistryFacts,
} from "./registry.ts";
import { readVoucher, type Voucher } from "./vouchers.ts";

const LONGEST_ID = 20;

/** What people and tests see and set in environment `development`, and nowhere else (docs/adr/0012). */
export function developmentOperations(server: PaymentsServer): Operation[] {
  if (server.environment !== "development") return [];
  return [
    look(server, "getWorld", "/development/world", describeWorld),
    look(server, "getLedger", "/development/ledger", describeLedger),
    look(server, "getHoldings", "/development/holdings", describeHoldings),
    ...partyOperations(server, "payer", "/development/payers/{id}", payerDocument, putPayer),
    ...partyOperations(
      server,
      "institution",
      "/development/institutions/{id}",
      institutionDocument,
      putInstitution,
    ),
    ...partyOperations(server, "biller", "/development/billers/{id}", billerDocument, putBiller),
    ...voucherOperations(server),
  ];
}

function look(
  server: PaymentsServer,
  id: string,
  path: string,
  describe: (db: DatabaseSync, server: PaymentsServer, query: URLSearchParams) => unknown,
): Operation {
  return defineOperation({
    id,
    summary: "For development",
    method: "GET",
    path,
    responses: { 200: "as it is now" },
    handle: ({ query }) => ({ status: 200, body: server.store.read((db) => describe(db, server, query)) }),
  });
}

type Put<T> = (db: DatabaseSync, id: string, document: T, facts: RegistryFacts, now: number) => void;

function partyOperations<T>(
  { store, settings }: PaymentsServer,
  kind: "payer" | "institution" | "biller",
  path: string,
  document: z.ZodType<T>,
  put: Put<T>,
): Operation[] {
  const name = `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`;
  const done: Answer = { status: 204 };
  return [
    defineOperation({
      id: `put${name}`,
      summary: "For development",
      method: "PUT",
      path,
      body: document,
      responses: { 204: "it is there", 400: "the document is not as it must be" },
      handle: async ({ params, body }) => {
        const { id = "" } = params;
        if (id.length > LONGEST_ID) throw badRequest(`an id has ${LONGEST_ID} characters at most`);
        try {
          await store.write((db) => put(db, id, body, settings, Date.now()));
        } catch (error) {
          throw error instanceof TypeError ? badRequest(error.message) : error;
        }
        return done;
      },
    }),
    defineOperation({
      id: `delete${name}`,
      summary: "For development",
      method: "DELETE",
      path,
      responses: { 204: "it is not there" },
      handle: async ({ params }) => {
        await store.write((db) => closeParty(db, kind, params["id"] ?? "", settings, Date.now()));
        return done;
      },
    }),
  ];
}

function voucherOperations({ store, key, wake }: PaymentsServer): Operation[] {
  const path = "/development/vouchers/{serialNumber}";
  const find = (db: DatabaseSync, serial: string): Voucher => {
    const voucher = readVoucher(db, serial);
    if (voucher === undefined) throw notFound("there is no such voucher");
    return voucher;
  };
  return [
    defineOperation({
      id: "getVoucherSecret",
      summary: "For development",
      method: "GET",
      path,
      responses: { 200: "what its holder knows", 404: "there is no such voucher" },
      handle: ({ params }) => {
        const { serial, secret, expiresAt } = store.read((db) => find(db, params["serialNumber"] ?? ""));
        return {
          status: 200,
          body: {
            serialNumber: serial,
            secretNumber: key.decrypt(secret),
            voucherNumber: secret,
            expiresAt: new Date(expiresAt).toISOString(),
          },
        };
      },
    }),
    defineOperation({
      id: "putVoucherExpiry",
      summary: "For development",
      method: "PUT",
      path,
      body: z.strictObject({ expiresAt: z.iso.datetime({ offset: true }) }),
      responses: { 204: "it ends then", 404: "there is no such voucher" },
      handle: async ({ params, body }) => {
        await store.write((db) => {
          const { serial } = find(db, params["serialNumber"] ?? "");
          runSql(
            db,
            "UPDATE voucher SET expires_at = ? WHERE serial = ?",
            Date.parse(body.expiresAt),
            serial,
          );
        });
        wake();
        return { status: 204 };
      },
    }),
  ];
}
