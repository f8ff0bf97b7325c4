import type { CheckContext } from "../../check.ts";
import { expectEqual, expectTrue } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectDeclined } from "./answers.ts";
import { awaitEnd, describeBatch, handOver, payBatch, statesOf, toAddress } from "./batch.ts";
import { bodyRefusals, type Fault, type Scene, withoutHeader } from "./body-refusals.ts";
import { change, entryOf, g2p, MAPPER, openDesk, register } from "./mapper.ts";
import { expectBalances, FUNDS, newId, openTown } from "./town.ts";

async function pays(context: CheckContext): Promise<void> {
  const town = await openTown(context);
  const batch = describeBatch(context, town, [toAddress(town, 0, 1250), toAddress(town, 1, 20_000)]);
  const details = await payBatch(context, batch);
  expectEqual(
    statesOf(details, town.addresses),
    ["COMPLETED", "COMPLETED", undefined],
    "the states of the payments",
  );
  await expectBalances(context, town, FUNDS - 21_250, [1250, 20_000]);
}

/** Sent at the same time and again later, as after a broken connection. */
async function paysOnce(context: CheckContext): Promise<void> {
  const town = await openTown(context);
  const batch = describeBatch(context, town, [toAddress(town, 0, 1250)]);
  const together = await Promise.all([handOver(context, batch), handOver(context, batch)]);
  await awaitEnd(context, batch.tenant, together[0], 1);
  const ids = [...together, await handOver(context, batch)];
  expectEqual(new Set(ids).size, 1, "the number of batches");
  await awaitEnd(context, batch.tenant, together[0], 1);
  await expectBalances(context, town, FUNDS - 1250, [1250]);
}

async function paysPersons(context: CheckContext): Promise<void> {
  const [town, desk] = [await openTown(context), openDesk(context)];
  const entries = [0, 1].map((n) => entryOf(context, n, town.addresses[n]));
  await register(context, desk, entries);
  const stopped = { payeeIdentity: entries[1]?.payeeIdentity, status: "0" };
  const json = change(newId(), desk, [stopped]);
  await context.http.send({ method: "PUT", path: MAPPER, json });
  const payments = entries.map(({ payeeIdentity }, n) => ({
    ...toAddress(town, n, 1250),
    to: { key: "payeeIdentity", value: payeeIdentity },
  }));
  const headers = { "X-Registering-Institution-Id": desk.institution };
  const details = await payBatch(context, describeBatch(context, town, payments, { headers }));
  const states = details.map(({ status }) => status).sort();
  expectEqual(
    states,
    ["COMPLETED", "FAILED"],
    "the states of the payments to somebody active and somebody not",
  );
  await expectBalances(context, town, FUNDS - 1250, [1250]);
}

async function paysOthers(context: CheckContext): Promise<void> {
  const town = await openTown(context);
  const nobody = { ...toAddress(town, 1, 2000), to: { key: "MSISDN", value: "27990000000" } };
  const details = await payBatch(context, describeBatch(context, town, [toAddress(town, 0, 1250), nobody]));
  const failed = details.filter(({ status }) => status === "FAILED");
  expectEqual(failed.length, 1, "the number of payments that failed");
  expectTrue(failed[0]?.errorInformation !== "", "a payment that failed does not say why");
  await expectBalances(context, town, FUNDS - 1250, [1250]);
}

async function paysNothing(context: CheckContext): Promise<void> {
  const town = await openTown(context, { funds: 1000 });
  const batch = describeBatch(context, town, [toAddress(town, 0, 600), toAddress(town, 1, 600)]);
  const states = (await payBatch(context, batch)).map(({ status }) => status);
  expectEqual(states, ["FAILED", "FAILED"], "the states of payments without funds");
  await expectBalances(context, town, 1000);
}

/** Two ministries draw on the same account at the same time; it has enough for one of them. */
async function paysOneOfTwo(context: CheckContext): Promise<void> {
  const town = await openTown(context, { funds: 1000 });
  const batches = [0, 1].map((n) => describeBatch(context, town, [toAddress(town, n, 600)]));
  const details = (await Promise.all(batches.map((batch) => payBatch(context, batch)))).flat();
  const paid = statesOf(details, town.addresses).map((status) => (status === "COMPLETED" ? 600 : 0));
  expectEqual(paid.filter((amount) => amount > 0).length, 1, "the number of batches that were paid");
  await expectBalances(context, town, 400, paid);
}

async function paysFromNowhere(context: CheckContext): Promise<void> {
  const town = await openTown(context);
  const batch = describeBatch(context, town, [toAddress(town, 0, 600)], { account: newId() });
  const states = (await payBatch(context, batch)).map(({ status }) => status);
  expectEqual(states, ["FAILED"], "the state of a payment from an account that does not exist");
  await expectBalances(context, town, FUNDS);
}

async function refusesAnother(context: CheckContext): Promise<void> {
  const town = await openTown(context);
  const batch = describeBatch(context, town, [toAddress(town, 0, 600)]);
  const batchId = await handOver(context, batch);
  const json = describeBatch(context, town, [toAddress(town, 1, 700)]).request.json;
  expectDeclined(await context.http.send({ ...batch.request, json }), 409);
  await awaitEnd(context, batch.tenant, batchId, 1);
  await expectBalances(context, town, FUNDS - 600, [600]);
}

async function opens(context: CheckContext): Promise<Scene> {
  const town = await openTown(context);
  return {
    request: describeBatch(context, town, [toAddress(town, 0, 600)]).request,
    expectNothing: () => expectBalances(context, town, FUNDS),
  };
}

type Change = (payment: Readonly<Record<string, unknown>>) => object;

/** A fault in the one payment of the batch. */
const fault = (id: string, title: string, change: Change): Fault => ({
  id,
  title,
  changed: (request) => ({
    ...request,
    json: (request.json as readonly Record<string, unknown>[]).map(change),
  }),
});

const faults: readonly Fault[] = [
  fault("negative-amount", "A payment of less than nothing is refused", (one) => ({ ...one, amount: -5 })),
  fault("no-amount", "A payment of nothing is refused", (one) => ({ ...one, amount: 0 })),
  fault("wordy-amount", "An amount that is no number is refused", (one) => ({ ...one, amount: "much" })),
  fault("fine-amount", "An amount finer than the currency's smallest coin is refused", (one) => ({
    ...one,
    amount: 1.000_01,
  })),
  fault("no-currency", "A payment in no currency is refused", ({ currency: _, ...one }) => one),
  fault("no-payee", "A payment to nobody is refused", ({ creditParty: _, ...one }) => one),
  fault("no-payer", "A payment from nobody is refused", ({ debitParty: _, ...one }) => one),
  fault("long-id", "A payment's id of more than 16 characters is refused", (one) => ({
    ...one,
    requestId: "12345678901234567",
  })),
  { id: "empty", title: "A batch of nothing is refused", changed: (request) => ({ ...request, json: [] }) },
  {
    id: "as-file",
    title: "Another type than raw is refused",
    changed: (request) => ({ ...request, query: { type: "csv" } }),
  },
  {
    id: "without-tenant",
    title: "A batch that does not say whose it is is refused",
    changed: (request) => withoutHeader(request, "Platform-TenantId"),
  },
  {
    id: "without-correlation",
    title: "A batch without an id of its sender is refused",
    changed: (request) => withoutHeader(request, "X-CorrelationID", "X-Correlation-ID"),
  },
];

const unusual = { needsSink: true };

/** Paying batches. */
export const payBatchChecks = checksOf("handOverBatch", g2p("BulkPayment", "POST /batchtransactions"), [
  positive("pay-batch", "Everybody in a batch is paid exactly what it says", pays, unusual),
  positive(
    "pay-batch-again",
    "A batch that is sent again, also at the same time, is paid once",
    paysOnce,
    unusual,
  ),
  positive(
    "pay-persons",
    "Persons are paid at the address of the account mapper, and nobody who is not active there",
    paysPersons,
    unusual,
  ),
  positive(
    "pay-the-rest",
    "One payment that fails does not keep the others from being paid",
    paysOthers,
    unusual,
  ),
  negative("pay-without-funds", "Without enough funds nobody is paid", paysNothing, unusual),
  negative(
    "pay-together",
    "Of two batches that an account has enough for one of, one is paid",
    paysOneOfTwo,
    unusual,
  ),
  negative(
    "pay-from-nowhere",
    "From an account that does not exist nobody is paid",
    paysFromNowhere,
    // The file does not say which key of debitParty names an account.
    { ...unusual, level: "RECOMMENDED" },
  ),
  negative("pay-another", "Another batch under the same id is refused", refusesAnother, unusual),
  ...bodyRefusals("pay-batch", opens, faults),
]);
