import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches, expectRefused, expectTrue } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectDeclined } from "./answers.ts";
import { askDetail, awaitEnd, describeBatch, handOver, readDetail, toAddress } from "./batch.ts";
import { g2p } from "./mapper.ts";
import { asNumber, newId, openTown, type Town } from "./town.ts";

interface Paid {
  readonly town: Town;
  readonly tenant: string;
  readonly batchId: string;
}

const AMOUNTS = [1250, 20_000, 3];

/** A batch that is over: two payments that were made, and one to nobody. */
async function openPaid(context: CheckContext): Promise<Paid> {
  const town = await openTown(context);
  const payments = AMOUNTS.map((amount, n) => toAddress(town, n, amount));
  const nobody = { key: "MSISDN", value: "27990000000" };
  const batch = describeBatch(
    context,
    town,
    payments.map((one, n) => (n === 2 ? { ...one, to: nobody } : one)),
  );
  const batchId = await handOver(context, batch);
  await awaitEnd(context, batch.tenant, batchId, 3);
  return { town, tenant: batch.tenant, batchId };
}

async function showsAll(context: CheckContext): Promise<void> {
  const { town, tenant, batchId } = await openPaid(context);
  const seen = await askDetail(context, tenant, batchId);
  const details = readDetail(seen);
  expectEqual(details.length, 3, "the number of payments", seen);
  for (const [n, address] of town.addresses.slice(0, 2).entries()) {
    const own = details.find(({ payeePartyId }) => payeePartyId === address);
    const amount = asNumber(town, AMOUNTS[n] ?? 0);
    const wanted = {
      status: "COMPLETED",
      amount,
      currency: town.currency,
      batchId,
      payerPartyId: town.account,
    };
    expectMatches(own, wanted, "a payment that was made", seen);
    expectEqual(own?.payeeDfspId, town.bank, "the payee's institution", seen);
    expectEqual([own?.payeeFee, own?.payerFee], [0, 0], "the fees", seen);
    expectEqual(
      [own?.payeeFeeCurrency, own?.payerFeeCurrency],
      [town.currency, town.currency],
      "the fees' currencies",
    );
    expectEqual(own?.payeePartyIdType, "MSISDN", "the kind of the payee's address", seen);
    expectTrue(
      own?.completedAt !== undefined && own.completedAt >= own.startedAt,
      "a payment ended before it began",
      seen,
    );
  }
  const failed = details.find(({ status }) => status === "FAILED");
  expectTrue((failed?.errorInformation ?? "") !== "", "a payment that failed does not say why", seen);
  const ids = new Set(
    details.map(({ transactionId, workflowInstanceKey }) => `${transactionId}${workflowInstanceKey}`),
  );
  expectEqual(ids.size, 3, "the number of ids of payments", seen);
}

async function showsPages(context: CheckContext): Promise<void> {
  const { tenant, batchId } = await openPaid(context);
  const all = readDetail(await askDetail(context, tenant, batchId));
  const pages = await Promise.all(
    [0, 1, 2].map(async (pageNo) =>
      readDetail(await askDetail(context, tenant, batchId, { pageNo, pageSize: 2 })),
    ),
  );
  expectEqual(
    pages.map((page) => page.length),
    [2, 1, 0],
    "the lengths of the pages",
  );
  const listed = pages.flat().map(({ amount }) => amount);
  expectEqual(
    listed,
    all.map(({ amount }) => amount),
    "what the pages show one after the other",
  );
}

async function showsChosen(context: CheckContext): Promise<void> {
  const { tenant, batchId } = await openPaid(context);
  for (const [status, count] of [
    ["COMPLETED", 2],
    ["FAILED", 1],
  ] as const) {
    const seen = await askDetail(context, tenant, batchId, { status });
    expectEqual(
      readDetail(seen).map((one) => one.status),
      Array(count).fill(status),
      "the states of the chosen",
      seen,
    );
  }
}

async function hidesFromOthers(context: CheckContext): Promise<void> {
  const { batchId } = await openPaid(context);
  const seen = await askDetail(context, newId(), batchId);
  expectRefused(seen, 200, 400, 403, 404);
  if (seen.status === 200) expectEqual(seen.json, [], "what another tenant sees", seen);
}

async function knowsNothing(context: CheckContext): Promise<void> {
  const seen = await askDetail(context, newId(), newId());
  expectRefused(seen, 200, 400, 404);
  if (seen.status === 200) expectEqual(seen.json, [], "the payments of a batch that does not exist", seen);
}

async function refusesQuestions(context: CheckContext): Promise<void> {
  const path = "/api/v1/batch/detail";
  const headers = { "Platform-TenantId": newId() };
  expectDeclined(await context.http.send({ path, headers }));
  expectDeclined(await context.http.send({ path, query: { batchId: newId() } }));
  expectDeclined(await context.http.send({ path, headers, query: { batchId: newId(), pageNo: "first" } }));
}

const unusual = { needsSink: true };

/** Seeing how the payments of a batch stand. */
export const batchDetailChecks = checksOf("getBatchDetail", g2p("BatchDetails", "GET /api/v1/batch/detail"), [
  positive("detail", "Each payment of a batch is shown once, with what became of it", showsAll, unusual),
  positive("detail-pages", "A batch is shown in pages of the size that is asked for", showsPages, unusual),
  positive("detail-chosen", "Payments are chosen by what became of them", showsChosen, unusual),
  negative("detail-foreign", "Another tenant does not see a batch", hidesFromOthers, unusual),
  negative("detail-unknown", "A batch that does not exist has no payments", knowsNothing, { effect: "read" }),
  negative(
    "detail-incomplete",
    "A question about no batch, by nobody or for no page is refused",
    refusesQuestions,
    {
      effect: "read",
    },
  ),
]);
