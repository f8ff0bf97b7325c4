import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectAgain, expectArrival, expectCalls, parameterOf, refuseFirst } from "./arrivals.ts";
import { describeBatch, handOver, type Payment, toAddress } from "./batch.ts";
import { g2p } from "./mapper.ts";
import { asNumber, expectBalances, FUNDS, openTown, type Town } from "./town.ts";

const money = z.number();

const result = z.looseObject({
  requestId: z.string().max(20),
  batchId: z.string().max(50),
  TotalTransactions: z.int(),
  ongoing: z.int().optional(),
  failed: z.int(),
  completed: z.int(),
  totalAmount: money,
  completed_amount: money,
  ongoing_amount: money,
  failed_amount: money,
  // "Null for JSON type request", though its type is a text.
  result_file: z.string().nullable(),
  resultGeneratedAt: z.iso.datetime({ offset: true }),
  note: z.string().min(1).max(200),
});

/** What a result has to say, in minor units. */
interface Wanted {
  readonly paid: readonly number[];
  readonly failed: readonly number[];
}

async function expectResult(
  context: CheckContext,
  town: Town,
  payments: readonly Payment[],
  { paid, failed }: Wanted,
  receive: typeof expectArrival = expectArrival,
): Promise<void> {
  const batch = describeBatch(context, town, payments);
  const batchId = await handOver(context, batch);
  const { call, content } = await receive(context, "notifyBatch", result);
  const sum = (amounts: readonly number[]) =>
    asNumber(
      town,
      amounts.reduce((total, amount) => total + amount, 0),
    );
  expectMatches(
    content,
    {
      requestId: batch.correlation,
      batchId,
      TotalTransactions: paid.length + failed.length,
      completed: paid.length,
      failed: failed.length,
      totalAmount: sum([...paid, ...failed]),
      completed_amount: sum(paid),
      failed_amount: sum(failed),
      ongoing_amount: 0,
      result_file: null,
    },
    "the result of the batch",
  );
  expectEqual(content.ongoing ?? 0, 0, "the number of payments under way");
  expectEqual(parameterOf(call, "batchId"), batchId, "the batchId in the address that is called");
  expectEqual(parameterOf(call, "X-CorrelationID"), batch.correlation, "the X-CorrelationID in the address");
}

/** Amounts that a computer's usual fractions do not add up exactly. */
async function tellsSums(context: CheckContext): Promise<void> {
  const town = await openTown(context);
  await expectResult(context, town, [toAddress(town, 0, 10), toAddress(town, 1, 20)], {
    paid: [10, 20],
    failed: [],
  });
  await expectCalls(context, "notifyBatch", 1);
  await expectBalances(context, town, FUNDS - 30, [10, 20]);
}

async function tellsFailed(context: CheckContext): Promise<void> {
  const town = await openTown(context);
  const nobody = { ...toAddress(town, 1, 2000), to: { key: "MSISDN", value: "27990000000" } };
  await expectResult(context, town, [toAddress(town, 0, 1250), nobody], { paid: [1250], failed: [2000] });
}

async function tellsAgain(context: CheckContext): Promise<void> {
  await refuseFirst(context);
  const town = await openTown(context);
  await expectResult(context, town, [toAddress(town, 0, 1250)], { paid: [1250], failed: [] }, expectAgain);
  await expectBalances(context, town, FUNDS - 1250, [1250]);
}

async function tellsNothingPaid(context: CheckContext): Promise<void> {
  const town = await openTown(context, { funds: 1000 });
  const payments = [toAddress(town, 0, 600), toAddress(town, 1, 600)];
  await expectResult(context, town, payments, { paid: [], failed: [600, 600] });
  await expectBalances(context, town, 1000);
}

/** Telling what became of a batch. */
export const batchNoticeChecks = checksOf(
  "notifyBatch",
  g2p("BulkPaymentStatusUpdate", "POST /api/v1/batch"),
  [
    positive(
      "batch-result",
      "Who handed a batch over is told once that all were paid, with exact sums",
      tellsSums,
    ),
    positive("batch-result-failed", "The result counts the payments that failed", tellsFailed),
    positive(
      "batch-result-again",
      "A result that could not be taken is sent again, and nobody is paid again",
      tellsAgain,
    ),
    negative(
      "batch-result-without-funds",
      "Without enough funds the result says that nobody was paid",
      tellsNothingPaid,
    ),
  ],
  { needsSink: true },
);
