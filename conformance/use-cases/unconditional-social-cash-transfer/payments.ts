import { z } from "zod";
import { expectShape, expectStatus } from "../../expect.ts";
import type { HttpRequest } from "../../http.ts";
import type { Inbox } from "./inbox.ts";
import { TransferRefused } from "./refusal.ts";
import { throughMediator, type WayToPay } from "./ways.ts";

/** Where a beneficiary is paid. */
export interface Account {
  /** The institution that has it (GovStack: DFSP), at most 11 characters. */
  readonly institution: string;
  /** `00` bank account, `01` mobile money. */
  readonly modality: string;
  /** The account's number, at most 20 characters. */
  readonly address: string;
}

/** Out of which account of the government is paid. */
export interface Payer {
  /** The institution that registers, at most 12 characters. */
  readonly institution: string;
  readonly account: string;
}

/** One payment to one person; `amount` in units of the currency. */
export interface Payment {
  readonly person: string;
  readonly amount: number;
  readonly currency: string;
  /** What it is for, in words. */
  readonly purpose: string;
}

/** What there is to call the payment system with. */
export interface Paying {
  readonly ways: WayToPay;
  readonly inbox: Inbox;
  readonly payer: Payer;
  /** The number of the whole way, at most 20 characters; each operation is asked once under it. */
  readonly correlationId: string;
}

const TYPE = "type=raw";

function headersOf({ inbox, payer, correlationId }: Paying, name: string): Record<string, string> {
  return {
    "X-Callback-URL": inbox.urlFor(name),
    "X-Registering-Institution-ID": payer.institution,
    "Platform-TenantId": payer.institution,
    "X-CorrelationID": correlationId,
    "X-Client-Correlation-ID": correlationId,
  };
}

/** Sends a request and waits for the result that is called back. */
async function ask<T>(paying: Paying, name: string, request: HttpRequest, result: z.ZodType<T>): Promise<T> {
  const path = `${paying.ways.paying}${request.path}`;
  const headers = headersOf(paying, name);
  const asked = await throughMediator(paying.ways, { ...request, path, headers });
  expectStatus(asked, 200, 202);
  const came = result.safeParse(await paying.inbox.next(name));
  if (!came.success)
    throw new TransferRefused("paying", "provider", `no result of ${name} was called back`, asked);
  return came.data;
}

const validated = z.looseObject({ numberOfFailedCases: z.int() });

/** Asks the institution of an account whether it knows it, which changes nothing. Throws a {@link TransferRefused}. */
export async function validateAccount(paying: Paying, reference: string, account: Account): Promise<void> {
  const json = {
    batchId: `V${reference}`,
    destinationDFSPID: account.institution,
    creditInstructions: [{ instructionID: reference, financialAddress: account.address }],
  };
  const path = "/beneficiaries?command=validate";
  const result = await ask(paying, "validation", { method: "POST", path, json }, validated);
  if (result.numberOfFailedCases > 0)
    throw new TransferRefused("paying", "account", "its institution does not know it");
}

const registered = z.looseObject({ numberFailedCases: z.int() });

/** Registers where a person is paid. Throws a {@link TransferRefused}. */
export async function registerBeneficiary(
  paying: Paying,
  reference: string,
  person: string,
  account: Account,
): Promise<void> {
  const beneficiary = {
    payeeIdentity: person,
    PaymentModality: account.modality,
    FinancialAddress: account.address,
  };
  const json = { RequestID: reference, Beneficiaries: [beneficiary] };
  const path = "/identityAccountMapper/beneficiary";
  const result = await ask(paying, "registration", { method: "POST", path, json }, registered);
  if (result.numberFailedCases > 0)
    throw new TransferRefused("paying", "enrolment", "the person was not registered");
}

/** Lets a person be paid no longer. The specification has no other end of a registration. */
export async function suspendBeneficiary(paying: Paying, reference: string, person: string): Promise<void> {
  const json = {
    requestID: reference,
    sourceBBID: paying.payer.institution,
    beneficiaries: [{ payeeIdentity: person, status: "0" }],
  };
  const path = `${paying.ways.paying}/identityAccountMapper/beneficiary`;
  const headers = headersOf(paying, "suspension");
  expectStatus(await throughMediator(paying.ways, { method: "PUT", path, headers, json }), 200);
}

const paid = z.looseObject({
  batchId: z.string(),
  TotalTransactions: z.number(),
  completed: z.number(),
  failed: z.number(),
  completed_amount: z.number(),
});

/** The result of a batch, as it is called back. */
export type BatchResult = z.infer<typeof paid>;

/** Hands over a batch of payments and waits for its result. Throws a {@link TransferRefused} where one was not paid. */
export async function payBatch(
  paying: Paying,
  reference: string,
  payments: readonly Payment[],
): Promise<BatchResult> {
  const json = payments.map((payment, index) => ({
    requestId: `${reference}${index}`,
    creditParty: [{ key: "payeeIdentity", value: payment.person }],
    debitParty: [{ key: "accountNumber", value: paying.payer.account }],
    paymentMode: "CLOSED_LOOP",
    amount: payment.amount,
    currency: payment.currency,
    descriptionText: payment.purpose,
  }));
  const path = `/batchtransactions?${TYPE}`;
  const result = await ask(paying, "payment", { method: "POST", path, json }, paid);
  if (result.failed > 0 || result.completed !== payments.length)
    throw new TransferRefused("paying", "funds", "the batch was not paid", undefined, result.batchId);
  return result;
}

const detail = z.array(z.looseObject({ status: z.string(), amount: z.number(), currency: z.string() }));

/** What became of each payment of a batch; empty where the payment system has no such batch. */
export async function readBatch(paying: Paying, batch: string): Promise<z.infer<typeof detail>> {
  const path = `${paying.ways.paying}/api/v1/batch/detail?batchId=${encodeURIComponent(batch)}`;
  const headers = { "Platform-TenantId": paying.payer.institution };
  const asked = await throughMediator(paying.ways, { path, headers });
  expectStatus(asked, 200, 400, 404);
  return asked.status === 200 ? expectShape(asked, detail) : [];
}
