import { z } from "zod";
import type { Answer, Call, Operation } from "../operation.ts";
import { badRequest } from "../refusal.ts";
import { acceptBatch, type Instruction } from "./batches.ts";
import { type Body, defineBody } from "./body.ts";
import { callbackOf, correlationOf, institutionOf, tenantOf } from "./caller.ts";
import { limitTrouble } from "./credit-operations.ts";
import { BATCH_HEADERS } from "./headers.ts";
import { parseAmount } from "./money.ts";
import { definePayment } from "./payments-operation.ts";
import type { PaymentsServer } from "./payments-server.ts";
import { answerOnce, deriveId, digestOf } from "./requests.ts";
import type { PaymentsSettings } from "./settings.ts";
import { amount, currency, MOST_INSTRUCTIONS, narration, text } from "./shapes.ts";
import { instructionOf } from "./transactions.ts";

const TAKEN = { 202: "taken over", 400: "the request is not as it must be" };

const keyValues = z.array(z.object({ key: text(50), value: text(128) })).min(1);

/** Batch Transaction Handover (3.0). */
const transactions = defineBody(
  z
    .array(
      z.object({
        requestId: text(16),
        creditParty: keyValues,
        debitParty: keyValues,
        paymentMode: text(20),
        amount,
        currency,
        descriptionText: narration,
      }),
    )
    .min(1)
    .max(MOST_INSTRUCTIONS),
);

/** Financial Address Validation (3.0). */
const addresses = defineBody(
  z.object({
    batchId: text(50),
    destinationDFSPID: text(11),
    creditInstructions: z
      .array(
        z.object({
          instructionID: text(16),
          financialAddress: text(20),
          amount: amount.optional(),
          currency: currency.optional(),
          narration,
        }),
      )
      .min(1)
      .max(MOST_INSTRUCTIONS),
  }),
);

/** What a batch of transactions says. */
export type Transactions = typeof transactions extends Body<infer T> ? T : never;
type Addresses = typeof addresses extends Body<infer T> ? T : never;

/** GovStack 3.0: batches of transactions, and validation of addresses. */
export function batchOperations(server: PaymentsServer): Operation[] {
  return [
    definePayment({
      id: "handOverBatch",
      summary: "Pay a batch",
      method: "POST",
      path: "/batchtransactions",
      alsoAt: ["/batchTransactions", "/batch-transactions"],
      query: [{ name: "type", required: true }],
      body: transactions,
      headers: BATCH_HEADERS,
      responses: TAKEN,
      handle: (call) => {
        if (call.query.get("type") !== "raw") throw badRequest("type must be raw: files are not taken");
        return handOver(server, call);
      },
    }),
    definePayment({
      id: "validateAddresses",
      summary: "Validate financial addresses",
      method: "POST",
      path: "/beneficiaries",
      query: [{ name: "command", required: true }],
      body: addresses,
      headers: BATCH_HEADERS,
      responses: TAKEN,
      handle: (call) => {
        if (call.query.get("command") !== "validate") throw badRequest("command must be validate");
        return validate(server, call);
      },
    }),
  ];
}

async function handOver(
  { store, settings, wake }: PaymentsServer,
  { headers, body }: Call<Transactions>,
): Promise<Answer> {
  const tenant = tenantOf(headers);
  const correlation = correlationOf(headers);
  const callback = callbackOf(headers, settings.allowLoopbackTargets);
  const institution = institutionOf(headers);
  const digest = digestOf(body);
  const id = batchIdOf(tenant, correlation);
  const answer = await store.write((db) =>
    answerOnce(db, { kind: "batch", scope: tenant, id: correlation, digest }, () => {
      const instructions = body.map((each) => instructionOf(db, each, institution, settings));
      const isHeld = settings.authorization === "required";
      const batch = { kind: "payment", style: "3.0", scope: tenant, id, digest } as const;
      acceptBatch(db, { ...batch, request: correlation, callback, instructions }, isHeld);
      return { status: 202, body: { batchId: id } };
    }),
  );
  wake();
  return answer;
}

/** The id of a tenant's batch: a UUID's form, always the same for the same request. */
export function batchIdOf(tenant: string, correlation: string): string {
  const hex = deriveId(32, "batch", tenant, correlation);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

async function validate(
  { store, settings, wake }: PaymentsServer,
  { headers, body }: Call<Addresses>,
): Promise<Answer> {
  const scope = institutionOf(headers);
  if (scope === undefined) throw badRequest("the header X-Registering-Institution-ID is required");
  const request = correlationOf(headers);
  const callback = callbackOf(headers, settings.allowLoopbackTargets);
  const { batchId: id, destinationDFSPID: bank, creditInstructions } = body;
  const digest = digestOf(body);
  const instructions = creditInstructions.map((given) => addressOf(given, bank, scope, settings));
  const answer = await store.write((db) =>
    answerOnce(db, { kind: "addresses", scope, id: request, digest }, () => {
      const batch = { kind: "validation", style: "addresses", scope, id, digest, request } as const;
      acceptBatch(db, { ...batch, callback, instructions }, false);
      return { status: 202, body: { message: `${instructions.length} addresses are being validated` } };
    }),
  );
  wake();
  return answer;
}

function addressOf(
  given: Addresses["creditInstructions"][number],
  bank: string,
  payer: string,
  settings: PaymentsSettings,
): Instruction {
  const own = given.currency ?? settings.currency;
  const minor = given.amount === undefined ? 0 : parseAmount(given.amount, own);
  return {
    id: given.instructionID,
    payee: "",
    address: given.financialAddress,
    bank,
    payer,
    payerAccount: undefined,
    amount: minor,
    currency: own,
    narration: given.narration,
    reason: limitTrouble(minor, own, settings),
  };
}
