import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange, HttpRequest } from "../../http.ts";
import { callbackUrl } from "./arrivals.ts";
import { asNumber, newId, type Town } from "./town.ts";

const PAUSE_MS = 60;
const PATIENCE_MS = 12_000;

/** One payment of a batch: to an address, or to a person of the account mapper. Amounts are minor units. */
export interface Payment {
  readonly id: string;
  readonly amount: number;
  readonly to: { readonly key: string; readonly value: string };
}

/** A batch as it is handed over. */
interface Batch {
  readonly town: Town;
  readonly tenant: string;
  readonly correlation: string;
  readonly request: HttpRequest & { readonly json: unknown };
}

/** What a batch says beyond its payments. */
interface Particulars {
  readonly tenant?: string;
  readonly account?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A payment to the n-th address of the town. */
export const toAddress = (town: Town, n: number, amount: number): Payment => ({
  id: `${newId()}0${n}`,
  amount,
  to: { key: "MSISDN", value: town.addresses[n] ?? "" },
});

/** Describes a batch, not yet handed over. */
export function describeBatch(
  context: CheckContext,
  town: Town,
  payments: readonly Payment[],
  { tenant = newId(), account = town.account, headers = {} }: Particulars = {},
): Batch {
  const correlation = newId();
  return {
    town,
    tenant,
    correlation,
    request: {
      method: "POST",
      path: "/batchtransactions",
      query: { type: "raw" },
      headers: {
        "X-CorrelationID": correlation,
        "Platform-TenantId": tenant,
        "X-Callback-URL": callbackUrl(context, "notifyBatch"),
        ...headers,
      },
      json: payments.map(({ id, amount, to }) => ({
        requestId: id,
        creditParty: [to],
        debitParty: [{ key: "ACCOUNTID", value: account }],
        paymentMode: "CLOSEDLOOP",
        amount: asNumber(town, amount),
        currency: town.currency,
        descriptionText: "Test payment",
      })),
    },
  };
}

const accepted = z.looseObject({ batchId: z.string().min(1).max(50) });

/** Hands a batch over, which must be taken; its id. */
export async function handOver(context: CheckContext, { request }: Pick<Batch, "request">): Promise<string> {
  const sent = await context.http.send(request);
  expectStatus(sent, 202);
  return expectShape(sent, accepted).batchId;
}

const money = z.number();
const text = z.string();

/** A payment as the batch detail shows it. What a payment has only at its end may be missing before. */
const detail = z.looseObject({
  workflowInstanceKey: text,
  transactionId: text,
  startedAt: z.iso.datetime({ offset: true }),
  completedAt: z.iso.datetime({ offset: true }).optional(),
  status: text.min(1),
  statusDetail: text,
  payeeDfspId: text,
  payeePartyId: text,
  payeePartyIdType: text,
  payeeFee: money,
  payeeFeeCurrency: text,
  payerDfspId: text,
  payerPartyId: text,
  payerPartyIdType: text,
  payerFee: money,
  payerFeeCurrency: text,
  amount: money,
  currency: text,
  direction: text,
  errorInformation: text,
  batchId: text,
});

/** A payment as the batch detail shows it. */
type Detail = z.infer<typeof detail>;

/** Asks how the payments of a batch stand. */
export function askDetail(
  context: CheckContext,
  tenant: string,
  batchId: string,
  query: HttpRequest["query"] = {},
): Promise<Exchange> {
  const headers = { "Platform-TenantId": tenant };
  return context.http.send({ path: "/api/v1/batch/detail", query: { batchId, ...query }, headers });
}

/** The payments that an answer lists. */
export function readDetail(seen: Exchange): readonly Detail[] {
  expectStatus(seen, 200);
  return expectShape(seen, z.array(detail));
}

/** Whether a payment has come to its end; what states there are before that is not specified. */
const isOver = ({ status }: Detail): boolean => status === "COMPLETED" || status === "FAILED";

/** Waits until every payment of a batch has ended. */
export async function awaitEnd(
  context: CheckContext,
  tenant: string,
  batchId: string,
  count: number,
): Promise<readonly Detail[]> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const seen = await askDetail(context, tenant, batchId);
    const details = readDetail(seen);
    expectEqual(details.length, count, "the number of payments in the batch", seen);
    if (details.every(isOver)) return details;
    expectTrue(performance.now() < deadline, "the payments of a batch did not come to an end", seen);
    await delay(PAUSE_MS);
  }
}

/** Hands a batch over and waits for its end. */
export async function payBatch(context: CheckContext, batch: Batch): Promise<readonly Detail[]> {
  const batchId = await handOver(context, batch);
  return awaitEnd(context, batch.tenant, batchId, (batch.request.json as readonly unknown[]).length);
}

/** The states of payments, by the address that they go to. */
export const statesOf = (details: readonly Detail[], addresses: readonly string[]): (string | undefined)[] =>
  addresses.map((address) => details.find(({ payeePartyId }) => payeePartyId === address)?.status);
