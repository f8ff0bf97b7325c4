import type { DatabaseSync } from "node:sqlite";
import type { z } from "zod";
import { type Answer, defineOperation, type Operation } from "../../../../reference/operation.ts";
import { badRequest } from "../../../../reference/refusal.ts";
import { deriveId } from "../derive-id.ts";
import { askForFunds } from "./authorizations.ts";
import { acceptBatch, findBatch, type Instruction } from "./batches.ts";
import { addressesBody, authorizationBody, transactionsBody } from "./bodies.ts";
import { tenantOf } from "./caller.ts";
import type { AdapterContext } from "./context.ts";
import { currencyTrouble } from "./credit-operations.ts";
import { findBeneficiary, findEverywhere, payableParty, phoneNumber } from "./mapper.ts";
import { parseAmount } from "./money.ts";
import { answerOnce, digestOf } from "./requests.ts";

type Transactions = z.output<typeof transactionsBody>;
type Addresses = z.output<typeof addressesBody>;

const TAKEN = { 202: "taken over", 400: "the request is not as it must be" };

/** GovStack 3.0: batches of transactions, validation of addresses, authorization of funds. */
export function batchOperations(context: AdapterContext): Operation[] {
  return [
    defineOperation({
      id: "handOverBatch",
      summary: "Pay a batch",
      method: "POST",
      path: "/batchtransactions",
      query: [{ name: "type", required: true }],
      body: transactionsBody,
      responses: TAKEN,
      handle: ({ headers, query, body }) => {
        if (query.get("type") !== "raw") throw badRequest("type must be raw: files are not taken");
        return handOver(context, headers, body);
      },
    }),
    defineOperation({
      id: "validateAddresses",
      summary: "Validate financial addresses",
      method: "POST",
      path: "/beneficiaries",
      query: [{ name: "command", required: true }],
      body: addressesBody,
      responses: TAKEN,
      handle: ({ headers, query, body }) => {
        if (query.get("command") !== "validate") throw badRequest("command must be validate");
        return validate(context, headers, body);
      },
    }),
    authorize(context),
  ];
}

async function handOver(
  { store, settings, callers, wake }: AdapterContext,
  headers: Headers,
  body: Transactions,
): Promise<Answer> {
  const tenant = tenantOf(headers);
  const correlation = callers.correlation(headers);
  const callback = callers.callback(headers);
  const institution = callers.institution(headers);
  const id = deriveId("batch", tenant, correlation);
  const digest = digestOf(body);
  const answer = await store.write((db) =>
    answerOnce(db, { kind: "batch", scope: tenant, id: correlation, digest }, () => {
      const instructions = body.map((each) => transactionOf(db, each, institution, settings.currency));
      const held = settings.authorization === "required";
      const batch = { kind: "payment", style: "3.0", scope: tenant, id, digest } as const;
      acceptBatch(db, { ...batch, request: correlation, callback, instructions }, held);
      return { status: 202, body: { batchId: id } };
    }),
  );
  wake();
  return answer;
}

function transactionOf(
  db: DatabaseSync,
  given: Transactions[number],
  institution: string | undefined,
  currency: string,
): Instruction {
  const [debit] = given.debitparty;
  const found = creditParty(db, given.creditparty, institution);
  return {
    id: given.requestid,
    payee: found.payee,
    party: "party" in found ? found.party : "",
    payer: debit?.value ?? "",
    amount: parseAmount(given.amount),
    currency: given.currency,
    narration: given.descriptiontext,
    reason: "reason" in found ? found.reason : currencyTrouble(given.currency, currency),
  };
}

const PAYEE_KEYS = ["payeeidentity", "payeefunctionalid", "functionalid", "payeeid"];

/** A phone number is taken as it is; a person is looked up in the mapper, with one institution or with all. */
function creditParty(
  db: DatabaseSync,
  pairs: Transactions[number]["creditparty"],
  institution: string | undefined,
): { payee: string } & ({ party: string } | { reason: string }) {
  const named = (names: readonly string[]) =>
    pairs.find(({ key }) => names.includes(key.toLowerCase()))?.value;
  const direct = named(["msisdn"]);
  if (direct !== undefined) {
    const party = phoneNumber(direct);
    return party === undefined
      ? { payee: direct, reason: "MSISDN is no phone number" }
      : { payee: direct, party };
  }
  const payee = named(PAYEE_KEYS);
  if (payee === undefined) return { payee: "", reason: "creditParty names neither MSISDN nor payeeIdentity" };
  const entries =
    institution === undefined ? findEverywhere(db, payee) : [findBeneficiary(db, institution, payee)];
  const [entry] = entries;
  if (entry === undefined) return { payee, reason: "the beneficiary is not registered" };
  if (entries.length > 1) return { payee, reason: "several institutions have registered the beneficiary" };
  return { payee, ...payableParty(entry) };
}

async function validate(
  { store, settings, callers, wake }: AdapterContext,
  headers: Headers,
  body: Addresses,
): Promise<Answer> {
  const scope = callers.institution(headers);
  if (scope === undefined) throw badRequest("the header X-Registering-Institution-ID is required");
  const request = callers.correlation(headers);
  const callback = callers.callback(headers);
  const { batchid: id, destinationdfspid: expectedFsp, creditinstructions } = body;
  const digest = digestOf(body);
  const answer = await store.write((db) =>
    answerOnce(db, { kind: "addresses", scope, id: request, digest }, () => {
      const instructions = creditinstructions.map((given): Instruction => {
        const party = phoneNumber(given.financialaddress);
        const currency = given.currency ?? settings.currency;
        const trouble = party === undefined ? "the financial address is no phone number" : undefined;
        return {
          id: given.instructionid,
          payee: "",
          party: party ?? "",
          payer: scope,
          amount: given.amount === undefined ? 0n : parseAmount(given.amount),
          currency,
          narration: given.narration,
          expectedFsp,
          reason: trouble ?? currencyTrouble(currency, settings.currency),
        };
      });
      const batch = { kind: "validation", style: "addresses", scope, id, digest, request } as const;
      acceptBatch(db, { ...batch, callback, instructions }, false);
      return { status: 202, body: { message: `${instructions.length} addresses are being validated` } };
    }),
  );
  wake();
  return answer;
}

function authorize({ store, callers, wake }: AdapterContext): Operation {
  return defineOperation({
    id: "authorizeFunds",
    summary: "Authorize the funds of a batch",
    method: "POST",
    path: "/batches/{batchId}",
    query: [{ name: "command", required: true }],
    body: authorizationBody,
    responses: TAKEN,
    handle: async ({ params, headers, query, body }) => {
      if (query.get("command") !== "authorize") throw badRequest("command must be authorize");
      const { batchId = "" } = params;
      if (body.batchid !== batchId) throw badRequest("batchID is not the batch of the path");
      const correlation = callers.correlation(headers);
      const callback = callers.callback(headers);
      const amount = parseAmount(body.amount);
      const key = { kind: "authorization", scope: batchId, id: correlation, digest: digestOf(body) };
      const answer = await store.write((db) =>
        answerOnce(db, key, () => {
          const batch = findBatch(db, "payment", undefined, batchId);
          if (batch === undefined) throw badRequest("there is no such batch");
          askForFunds(db, batch, { correlation, callback, currency: body.currency, amount });
          return { status: 202, body: { message: "Authorization is in process." } };
        }),
      );
      wake();
      return answer;
    },
  });
}
