import type { DatabaseSync } from "node:sqlite";
import type { z } from "zod";
import { type Answer, defineOperation, type Operation } from "../../../../reference/operation.ts";
import { acceptBatch, type Instruction } from "./batches.ts";
import { envelope } from "./beneficiary-operations.ts";
import { creditInstructionsBody } from "./bodies.ts";
import type { AdapterContext } from "./context.ts";
import { findBeneficiary, payableParty } from "./mapper.ts";
import { parseAmount } from "./money.ts";
import { answerOnce, digestOf } from "./requests.ts";

type Body = z.output<typeof creditInstructionsBody>;

/** GovStack 1.x: instructions for persons of the mapper, validated or paid. */
export function creditOperations(context: AdapterContext): Operation[] {
  const operation = (id: string, summary: string, path: string, kind: "payment" | "validation") =>
    defineOperation({
      id,
      summary,
      method: "POST",
      path,
      body: creditInstructionsBody,
      responses: { 200: "taken over", 400: "the request is not as it must be" },
      handle: ({ headers, body }) => takeOver(context, headers, body, kind),
    });
  return [
    operation("prepaymentValidation1", "Validate instructions (1.x)", "/prepayment-validation", "validation"),
    operation("bulkPayment1", "Pay instructions (1.x)", "/bulk-payment", "payment"),
  ];
}

async function takeOver(
  { store, settings, callers, wake }: AdapterContext,
  headers: Headers,
  body: Body,
  kind: "payment" | "validation",
): Promise<Answer> {
  const { requestid: request, sourcebbid: scope, batchid: id, creditinstructions } = body;
  const callback = callers.callback(headers);
  const digest = digestOf(creditinstructions);
  const key = { kind, scope, id: request, digest: digestOf(body) };
  const answer = await store.write((db) =>
    answerOnce(db, key, () => {
      const instructions = creditinstructions.map((given) =>
        instructionOf(db, scope, given, settings.currency),
      );
      const held = kind === "payment" && settings.authorization === "required";
      acceptBatch(db, { kind, style: "1.x", scope, id, digest, request, callback, instructions }, held);
      const what = kind === "payment" ? "will be paid" : "are being validated";
      return envelope("1.x", request, `${instructions.length} instructions ${what}`);
    }),
  );
  wake();
  return answer;
}

/** Whom the instruction means; that nobody is found is the instruction's failure and not the request's. */
function instructionOf(
  db: DatabaseSync,
  scope: string,
  given: Body["creditinstructions"][number],
  currency: string,
): Instruction {
  const { instructionid: id, payeefunctionalid: payee, narration } = given;
  const common = {
    id,
    payee,
    payer: scope,
    amount: parseAmount(given.amount),
    currency: given.currency,
    narration,
  };
  const entry = findBeneficiary(db, scope, payee);
  if (entry === undefined) return { ...common, party: "", reason: "the beneficiary is not registered" };
  const found = payableParty(entry);
  if ("reason" in found) return { ...common, party: "", reason: found.reason };
  return { ...common, party: found.party, reason: currencyTrouble(given.currency, currency) };
}

/** Why a currency cannot be paid: the participant has accounts in one. */
export function currencyTrouble(given: string, own: string): string | undefined {
  return given === own ? undefined : `the hub's accounts are in ${own}, not in ${given}`;
}
