import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches } from "../../expect.ts";
import type { HttpRequest } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { CAPITAL, expectTaken } from "./answers.ts";
import { callbackUrl, expectArrival, expectCalls } from "./arrivals.ts";
import { awaitEnd } from "./batch.ts";
import { bodyRefusals, type Scene, withContent } from "./body-refusals.ts";
import { entryOf, openDesk, strikeOff } from "./mapper.ts";
import { beneficiaries, type Content, idOf, longId, OLDER, older, REGISTER, sendTwice } from "./older.ts";
import { asNumber, expectBalances, FUNDS, newId, openTown, type Town, type Wishes } from "./town.ts";

/** Persons of a ministry who can be paid; the ministry's id is the payer's, whose account is taken. */
interface Office {
  readonly town: Town;
  readonly batchId: string;
  /** Instructions for these amounts, one for each person, and one for somebody unknown where that is wanted. */
  readonly request: (path: string, amounts: readonly number[], unknown?: boolean) => Content;
}

async function openOffice(context: CheckContext, wishes: Wishes = {}): Promise<Office> {
  const town = await openTown(context, wishes);
  const desk = { ...openDesk(context), institution: town.payer };
  const entries = [0, 1].map((n) => entryOf(context, n, town.addresses[n]));
  strikeOff(context, desk, entries);
  const registration = beneficiaries(context, REGISTER, desk, entries);
  expectTaken(await context.http.send(registration), 200, CAPITAL, idOf(registration));
  const batchId = newId();
  return {
    town,
    batchId,
    request: (path, amounts, unknown = false) => ({
      method: "POST",
      path,
      headers: { "X-Callback-URL": callbackUrl(context, "result") },
      json: {
        RequestID: newId(),
        SourceBBID: town.payer,
        BatchID: batchId,
        CreditInstructions: amounts.map((amount, n) => ({
          InstructionID: `${batchId}000${n}`,
          PayeeFunctionalID:
            unknown && n === 1 ? `${context.mark.slice(0, -2)}09` : (entries[n]?.payeeIdentity ?? ""),
          Amount: asNumber(town, amount),
          Currency: town.currency,
          Narration: "Test payment",
        })),
      },
    }),
  };
}

const PAY = "/bulk-payment";
const VALIDATE = "/prepayment-validation";

const summary = z.looseObject({ TotalTransactions: z.int(), completed: z.int(), failed: z.int() });

async function pays(context: CheckContext): Promise<void> {
  const { town, batchId, request } = await openOffice(context);
  await sendTwice(context, request(PAY, [1250, 10]));
  const details = await awaitEnd(context, town.payer, batchId, 2);
  expectEqual(
    details.map(({ status }) => status),
    ["COMPLETED", "COMPLETED"],
    "the states of the payments",
  );
  await expectBalances(context, town, FUNDS - 1260, [1250, 10]);
  const { content } = await expectArrival(context, "result", summary);
  expectMatches(content, { TotalTransactions: 2, completed: 2, failed: 0 }, "the result of the batch");
  await expectCalls(context, "result", 1);
}

async function paysOnlyKnown(context: CheckContext): Promise<void> {
  const { town, batchId, request } = await openOffice(context);
  const batch = request(PAY, [1250, 10], true);
  expectTaken(await context.http.send(batch), 200, CAPITAL, idOf(batch));
  const states = (await awaitEnd(context, town.payer, batchId, 2)).map(({ status }) => status).sort();
  expectEqual(states, ["COMPLETED", "FAILED"], "the states of the payments");
  await expectBalances(context, town, FUNDS - 1250, [1250]);
}

async function paysNothing(context: CheckContext): Promise<void> {
  const { town, batchId, request } = await openOffice(context, { funds: 1000 });
  const batch = request(PAY, [600, 600]);
  expectTaken(await context.http.send(batch), 200, CAPITAL, idOf(batch));
  const states = (await awaitEnd(context, town.payer, batchId, 2)).map(({ status }) => status);
  expectEqual(states, ["FAILED", "FAILED"], "the states of payments without funds");
  await expectBalances(context, town, 1000);
}

const opensInstructions =
  (path: string) =>
  async (context: CheckContext): Promise<Scene> => {
    const { town, request } = await openOffice(context);
    return { request: request(path, [1250]), expectNothing: () => expectBalances(context, town, FUNDS) };
  };

const wrongAmount = {
  id: "negative-amount",
  title: "An instruction over less than nothing is refused",
  changed: (request: Content): HttpRequest => {
    const { CreditInstructions } = request.json as { readonly CreditInstructions: readonly object[] };
    return withContent(request, {
      CreditInstructions: CreditInstructions.map((one) => ({ ...one, Amount: -5 })),
    });
  },
};

/** Paying batches by 1.x. */
export const olderPayChecks = checksOf(
  "bulkPayment1",
  older(`POST ${PAY}`),
  [
    positive("older-pay", "Everybody in a batch of 1.x is paid once, also where it is sent twice", pays),
    negative("older-pay-unknown", "Somebody unknown is not paid, and the others are", paysOnlyKnown),
    negative("older-pay-without-funds", "Without enough funds nobody is paid", paysNothing),
    ...bodyRefusals("older-pay", opensInstructions(PAY), [longId, wrongAmount]),
  ],
  OLDER,
);

const verdict = z.looseObject({
  RequestID: z.string(),
  BatchID: z.string(),
  NumberFailedCases: z.int(),
  FailedCreditInstructions: z
    .array(z.looseObject({ InstructionID: z.string(), FailureReason: z.string() }))
    .optional(),
});

const validates = (unknown: boolean) => async (context: CheckContext) => {
  const { town, batchId, request } = await openOffice(context);
  const question = request(VALIDATE, [1250, 10], unknown);
  await sendTwice(context, question);
  const { content } = await expectArrival(context, "result", verdict);
  const wanted = { RequestID: idOf(question), BatchID: batchId, NumberFailedCases: unknown ? 1 : 0 };
  expectMatches(content, wanted, "the result of the validation");
  const failed = (content.FailedCreditInstructions ?? []).map(({ InstructionID }) => InstructionID);
  expectEqual(failed, unknown ? [`${batchId}0001`] : [], "the instructions that cannot be carried out");
  await expectCalls(context, "result", 1);
  await expectBalances(context, town, FUNDS);
};

/** Having instructions validated by 1.x. */
export const olderValidateChecks = checksOf(
  "prepaymentValidation1",
  older(`POST ${VALIDATE}`),
  [
    positive("older-validate", "Instructions are validated once, and nobody is paid by it", validates(false)),
    negative("older-validate-unknown", "An instruction for somebody unknown is not valid", validates(true)),
    ...bodyRefusals("older-validate", opensInstructions(VALIDATE), [longId, wrongAmount]),
  ],
  OLDER,
);
