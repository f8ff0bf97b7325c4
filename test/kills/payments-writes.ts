import type { Journal } from "./journal.ts";
import type { Random } from "./random.ts";
import type { Write } from "./world.ts";

/** Persons of a client's mapper, accounts of its institution, slots for vouchers. */
export const PERSONS = 12;
export const ACCOUNTS = 3;
/** What every bill is about, in minor units. */
export const BILL = 150;

/** A voucher that came back. */
export interface KnownVoucher {
  readonly serial: string;
  readonly number: string;
  readonly minor: number;
}

/** What the clients know. */
export interface PaymentsDesk {
  readonly journal: Journal;
  /** Where call-backs go; the client's name follows. */
  readonly callback: string;
  /** The voucher of a key, once its call-back has arrived. */
  voucher(key: string): KnownVoucher | undefined;
  /** The batches that were acknowledged, to be sent again. */
  readonly batches: Map<number, Write>;
  /** Every batch that was ever sent, and by whom. */
  readonly attempted: { readonly owner: string; readonly id: string }[];
}

/** Everything of a client bears its name, and is no other's. */
export function ownerOf(client: number): string {
  return `client-${client}`;
}

/** The address of one of a client's accounts. */
export function accountOf(client: number, number: number): string {
  return `ACC-${client}-${number}`;
}

/** The next command of a client. */
export function writePayment(desk: PaymentsDesk, client: number, turn: number, random: Random): Write {
  const kind = random.below(20);
  const again = desk.batches.get(client);
  if (kind < 2 && again !== undefined) return again;
  if (kind < 9) return payOld(desk, client, turn, random);
  if (kind < 12) return payBatch(desk, client, turn, random);
  if (kind < 14) return changePerson(desk, client, turn, random);
  if (kind < 17) return changeVoucher(desk, client, turn, random);
  return payBill(desk, client, turn);
}

/** One line of a batch, and how it has to end. */
type Line = readonly [id: string, status: "COMPLETED" | "FAILED", minor: number];

function payOld(desk: PaymentsDesk, client: number, turn: number, random: Random): Write {
  const owner = ownerOf(client);
  const id = `b${turn}`;
  const lines: Line[] = [];
  const instructions = Array.from({ length: 1 + random.below(4) }, (_, index) => {
    const person = random.below(PERSONS);
    const minor = 1 + random.below(5000);
    const isKnown = desk.journal.value(personKey(client, person)) !== undefined;
    lines.push([`i${index}`, isKnown ? "COMPLETED" : "FAILED", minor]);
    return {
      InstructionID: `i${index}`,
      PayeeFunctionalID: `p${person}`,
      Amount: (minor / 100).toFixed(2),
      Currency: "XTS",
    };
  });
  desk.attempted.push({ owner, id });
  const write = {
    key: `batch/${owner}/${id}`,
    method: "POST",
    path: "/bulk-payment",
    headers: { "X-Callback-URL": `${desk.callback}${owner}` },
    body: { RequestID: id, SourceBBID: owner, BatchID: id, CreditInstructions: instructions },
    after: JSON.stringify(lines),
    status: 200,
  };
  return { ...write, done: () => desk.batches.set(client, write) };
}

function payBatch(desk: PaymentsDesk, client: number, turn: number, random: Random): Write {
  const owner = ownerOf(client);
  const id = `t${turn}`;
  const lines: Line[] = [];
  const body = Array.from({ length: 1 + random.below(4) }, (_, index) => {
    const minor = 1 + random.below(5000);
    const account = random.below(ACCOUNTS + 1);
    lines.push([`i${index}`, account < ACCOUNTS ? "COMPLETED" : "FAILED", minor]);
    return {
      requestId: `i${index}`,
      creditParty: [{ key: "accountNumber", value: accountOf(client, account) }],
      debitParty: [{ key: "account", value: `payer-${client}` }],
      paymentMode: "ledger",
      amount: (minor / 100).toFixed(2),
      currency: "XTS",
    };
  });
  const headers = {
    "Platform-TenantId": owner,
    "X-CorrelationID": id,
    "X-Callback-URL": `${desk.callback}${owner}`,
  };
  desk.attempted.push({ owner, id });
  const write = {
    key: `batch/${owner}/${id}`,
    method: "POST",
    path: "/batchtransactions?type=raw",
    headers,
    body,
    after: JSON.stringify(lines),
    status: 202,
  };
  return { ...write, done: () => desk.batches.set(client, write) };
}

function personKey(client: number, person: number): string {
  return `person/${ownerOf(client)}/p${person}`;
}

function changePerson({ journal }: PaymentsDesk, client: number, turn: number, random: Random): Write {
  const person = random.below(PERSONS);
  const key = personKey(client, person);
  const address = accountOf(client, random.below(ACCOUNTS));
  const one = { payeeIdentity: `p${person}`, paymentModality: "00", financialAddress: address };
  return {
    key,
    method: journal.value(key) === undefined ? "POST" : "PUT",
    path: "/identityAccountMapper/beneficiary",
    headers: { "X-Registering-Institution-ID": ownerOf(client) },
    body: { requestID: `r${turn}`, beneficiaries: [one] },
    after: address,
    status: 200,
  };
}

/** Makes one, or takes the last one further: active, then redeemed or cancelled. */
function changeVoucher(desk: PaymentsDesk, client: number, turn: number, random: Random): Write {
  const { journal, callback } = desk;
  const owner = ownerOf(client);
  const headers = { "X-Registering-Institution-Id": owner, "X-Callback-URL": `${callback}${owner}` };
  const open = [...journal.keys()].findLast((one) => isOpen(one, owner, journal));
  const known = open === undefined ? undefined : desk.voucher(open);
  if (open === undefined || known === undefined) {
    const minor = 1 + random.below(5000);
    const instruction = { instructionID: "1", currency: "XTS", amount: (minor / 100).toFixed(2) };
    const id = `v${turn}`;
    const body = { requestID: id, batchID: id, voucherInstructions: [instruction] };
    return {
      key: `voucher/${owner}/${id}`,
      method: "POST",
      path: "/vouchers",
      headers,
      body,
      after: "1",
      status: 200,
    };
  }
  const requestID = `w${turn}`;
  const { serial, number } = known;
  const change = { requestID, voucherInstructions: [{ serialNumber: serial }] };
  const own = { key: open, headers, status: 200 };
  if (journal.value(open) === "1")
    return { ...own, method: "PUT", path: "/vouchers?command=activate", body: change, after: "2" };
  if (random.chance(0.3))
    return { ...own, method: "POST", path: "/vouchers?command=cancel", body: change, after: "3" };
  const body = { requestID, voucherSerialNumber: serial, agentID: owner, voucherSecretNumber: number };
  return { ...own, method: "POST", path: "/vouchers?command=redeem", body, after: "5" };
}

function isOpen(key: string, owner: string, journal: Journal): boolean {
  return key.startsWith(`voucher/${owner}/`) && ["1", "2"].includes(journal.value(key) ?? "");
}

/** Asks about the next bill, then pays it. */
function payBill({ journal, callback }: PaymentsDesk, client: number, turn: number): Write {
  const owner = ownerOf(client);
  const headers = {
    "X-Platform-TenantId": owner,
    "X-PayerFI-Id": owner,
    "X-CorrelationID": `k${turn}`,
    "X-Callback-URL": `${callback}${owner}`,
  };
  const asked = [...journal.keys()].findLast((key) => key.startsWith(`asked/${owner}/`));
  const bill = asked?.split("/")[2] ?? "";
  if (asked === undefined || journal.value(`bill/${owner}/${bill}`) !== undefined) {
    const next = `n${Number(bill.slice(1)) + 1}`;
    const path = `/bills/${next}?fields=inquiry&requestId=${next}`;
    return { key: `asked/${owner}/${next}`, method: "GET", path, headers, after: next, status: 202 };
  }
  const body = {
    requestId: bill,
    billInquiryRequestId: bill,
    billId: bill,
    paymentReferenceID: bill,
  };
  return {
    key: `bill/${owner}/${bill}`,
    method: "POST",
    path: "/billTransferRequests",
    headers,
    body,
    after: "ACK",
    status: 202,
  };
}
