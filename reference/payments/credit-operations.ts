import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Answer, Call, Operation } from "../operation.ts";
import { acceptBatch, type Instruction } from "./batches.ts";
import { type Body, defineBody } from "./body.ts";
import { callbackOf } from "./caller.ts";
import { acknowledge } from "./envelope.ts";
import { findBeneficiary, payableAddress } from "./mapper.ts";
import { formatAmount, parseAmount } from "./money.ts";
import { payerAccountOf } from "./payers.ts";
import { definePayment } from "./payments-operation.ts";
import type { PaymentsServer } from "./payments-server.ts";
import { answerOnce, digestOf } from "./requests.ts";
import type { PaymentsSettings } from "./settings.ts";
import { amount, currency, MOST_INSTRUCTIONS, narration, text } from "./shapes.ts";

/** prepayment-validation and bulk-payment (1.x). */
const credits = defineBody(
  z.object({
    RequestID: text(12),
    SourceBBID: text(12),
    BatchID: text(12),
    CreditInstructions: z
      .array(
        z.object({
          InstructionID: text(16),
          PayeeFunctionalID: text(20),
          Amount: amount,
          Currency: currency,
          Narration: narration,
        }),
      )
      .min(1)
      .max(MOST_INSTRUCTIONS),
  }),
);

type Credits = typeof credits extends Body<infer T> ? T : never;

/** GovStack 1.x: instructions for persons of the mapper, validated or paid. */
export function creditOperations(server: PaymentsServer): Operation[] {
  const operation = (id: string, summary: string, path: string, kind: "payment" | "validation") =>
    definePayment({
      id,
      summary,
      method: "POST",
      path,
      body: credits,
      responses: { 200: "taken over", 400: "the request is not as it must be" },
      handle: (call) => takeOver(server, call, kind),
    });
  return [
    operation("prepaymentValidation1", "Validate instructions (1.x)", "/prepayment-validation", "validation"),
    operation("bulkPayment1", "Pay instructions (1.x)", "/bulk-payment", "payment"),
  ];
}

async function takeOver(
  { store, settings, wake }: PaymentsServer,
  { headers, body }: Call<Credits>,
  kind: "payment" | "validation",
): Promise<Answer> {
  const { RequestID: request, SourceBBID: scope, BatchID: id, CreditInstructions: given } = body;
  const callback = callbackOf(headers, settings.allowLoopbackTargets);
  const key = { kind, scope, id: request, digest: digestOf(body) };
  const answer = await store.write((db) =>
    answerOnce(db, key, () => {
      const instructions = given.map((each) => instructionOf(db, scope, each, kind, settings));
      const isHeld = kind === "payment" && settings.authorization === "required";
      const digest = digestOf(given);
      acceptBatch(db, { kind, style: "1.x", scope, id, digest, request, callback, instructions }, isHeld);
      const what = kind === "payment" ? "will be paid" : "are being validated";
      return acknowledge("1.x", request, `${instructions.length} instructions ${what}`);
    }),
  );
  wake();
  return answer;
}

/** Whom the instruction means; that nobody is found is the instruction's failure and not the request's. */
function instructionOf(
  db: DatabaseSync,
  scope: string,
  given: Credits["CreditInstructions"][number],
  kind: "payment" | "validation",
  settings: PaymentsSettings,
): Instruction {
  const minor = parseAmount(given.Amount, given.Currency);
  const payer = kind === "payment" ? payerAccountOf(db, [scope], given.Currency, Date.now()) : undefined;
  const entry = findBeneficiary(db, scope, given.PayeeFunctionalID);
  const found = entry === undefined ? { reason: "the beneficiary is not registered" } : payableAddress(entry);
  const trouble =
    ("reason" in found ? found.reason : undefined) ??
    limitTrouble(minor, given.Currency, settings) ??
    (kind === "payment" && payer === undefined ? noPayer(given.Currency) : undefined);
  return {
    id: given.InstructionID,
    payee: given.PayeeFunctionalID,
    address: "address" in found ? found.address : "",
    bank: "address" in found ? found.bank : undefined,
    payer: scope,
    payerAccount: payer?.number,
    amount: minor,
    currency: given.Currency,
    narration: given.Narration,
    reason: trouble,
  };
}

/** Why an amount is too high for one instruction; limits are in the country's currency. */
export function limitTrouble(
  minor: number,
  given: string,
  { currency: own, limits }: Pick<PaymentsSettings, "currency" | "limits">,
): string | undefined {
  const { instruction: most } = limits;
  if (most === undefined || given !== own || minor <= most) return undefined;
  return `the amount is above the limit of ${formatAmount(most, own)}`;
}

/** Why nobody pays. */
export function noPayer(given: string): string {
  return `the payer has no account in ${given}`;
}
