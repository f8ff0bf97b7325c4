import { setTimeout as pause } from "node:timers/promises";
import { batchIdOf } from "../../reference/payments/batch-operations.ts";
import type { Caller } from "./call.ts";
import { Journal } from "./journal.ts";
import type { Arrival, PaymentsSink } from "./payments-sink.ts";
import {
  ACCOUNTS,
  accountOf,
  BILL,
  type KnownVoucher,
  ownerOf,
  type PaymentsDesk,
  PERSONS,
  writePayment,
} from "./payments-writes.ts";
import type { World, Write } from "./world.ts";

const CLIENTS = 8;
const BILLS = 1500;
/** What each client's payer begins with, in minor units: more than it can spend. */
const FUNDS = 1_000_000_000;

/** Eight clients that pay: each has a payer, an institution, a biller, persons and vouchers of its own. */
export function createPaymentsWorld(sink: PaymentsSink): World {
  const journal = new Journal();
  const attempted: { owner: string; id: string }[] = [];
  const reader = new Reader(sink, attempted);
  const desk: PaymentsDesk = {
    journal,
    callback: sink.url,
    voucher: (key) => reader.voucher(key),
    batches: new Map<number, Write>(),
    attempted,
  };
  let turn = 0;
  return {
    block: "payments",
    seed: seedOf(),
    file: "payments.sqlite",
    journal,
    nextWrite: (client, random) => {
      turn += 1;
      return writePayment(desk, client, turn, random);
    },
    inspect: async (caller) => {
      const complaints = await waitUntilDone(caller);
      const state = new Map<string, string>();
      await reader.read(caller, state);
      return { state, complaints: [...complaints, ...(await reader.checkBooks(caller, state))] };
    },
  };
}

function seedOf(): unknown {
  const clients = Array.from({ length: CLIENTS }, (_, client) => client);
  return {
    payers: clients.map((client) => ({
      id: ownerOf(client),
      account: `payer-${client}`,
      balance: FUNDS / 100,
    })),
    institutions: clients.map((client) => ({
      id: ownerOf(client),
      cap: 1_000_000,
      accounts: Array.from({ length: ACCOUNTS }, (_, number) => ({ address: accountOf(client, number) })),
    })),
    billers: clients.map((client) => ({
      id: ownerOf(client),
      bills: Array.from({ length: BILLS }, (_, number) => ({ id: `n${number + 1}`, amount: BILL / 100 })),
    })),
  };
}

/** After a start the server ends what was under way: batches are paid, and call-backs made. */
async function waitUntilDone(caller: Caller): Promise<string[]> {
  for (let tries = 0; tries < 1200; tries++) {
    const { body } = await caller.expect({ method: "GET", path: "/development/holdings" }, 200);
    if (body.batches === 0 && body.callbacks === 0) return [];
    await pause(50);
  }
  return ["batches or call-backs are open a minute after the start"];
}

/** Reads what the server holds, through the specification's own operations and the call-backs that it made. */
class Reader {
  readonly #sink: PaymentsSink;
  /** Batches that are still to be read; what has ended stays as it is. */
  readonly #attempted: { readonly owner: string; readonly id: string }[];
  readonly #ended = new Map<string, string>();
  readonly #vouchers = new Map<string, KnownVoucher>();
  #seen = 0;

  constructor(sink: PaymentsSink, attempted: { readonly owner: string; readonly id: string }[]) {
    this.#sink = sink;
    this.#attempted = attempted;
  }

  /** The voucher of a key, once its call-back has arrived. */
  voucher(key: string): KnownVoucher | undefined {
    this.#readSink();
    return this.#vouchers.get(key);
  }

  /** Adds everything that there is to `state`. */
  async read(caller: Caller, state: Map<string, string>): Promise<void> {
    this.#readSink();
    for (let client = 0; client < CLIENTS; client++) await readPersons(caller, ownerOf(client), state);
    for (const { owner, id } of this.#attempted.splice(0)) await this.#readBatch(caller, owner, id);
    for (const [key, { serial }] of this.#vouchers)
      if (!this.#ended.has(key)) await this.#readVoucher(caller, key, serial, state);
    for (const [key, text] of this.#ended) state.set(key, text);
  }

  /** The books balance, and hold exactly what everything that was read has come to. */
  async checkBooks(caller: Caller, state: ReadonlyMap<string, string>): Promise<string[]> {
    const { body } = await caller.expect({ method: "GET", path: "/development/ledger" }, 200);
    const complaints = body.balanced ? [] : [`the books do not balance: ${JSON.stringify(body.complaints)}`];
    for (let client = 0; client < CLIENTS; client++) {
      const held = (kind: string) => sumOf(body.accounts, kind, ownerOf(client));
      for (const [kind, minor] of Object.entries(this.#owed(client, state)))
        if (held(kind) !== minor)
          complaints.push(`${kind} of client ${client}: ${held(kind)}, owed ${minor}`);
    }
    return complaints;
  }

  #owed(client: number, state: ReadonlyMap<string, string>): Record<string, number> {
    const owner = ownerOf(client);
    const of = (kind: string) => [...state].filter(([key]) => key.startsWith(`${kind}/${owner}/`));
    const paid = of("batch")
      .flatMap(([, text]) => JSON.parse(text) as [string, string, number][])
      .reduce((sum, [, status, minor]) => sum + (status === "COMPLETED" ? minor : 0), 0);
    const vouchers = (status: string) =>
      of("voucher").reduce(
        (sum, [key, text]) => sum + (text === status ? (this.voucher(key)?.minor ?? 0) : 0),
        0,
      );
    const bills = of("bill").length * BILL;
    const [active, redeemed] = [vouchers("2"), vouchers("5")];
    return {
      payee: paid,
      agent: redeemed,
      voucher: active,
      payer: FUNDS - paid - active - redeemed,
      reserved: 0,
      biller: bills,
      institution: -bills,
    };
  }

  #readSink(): void {
    for (const arrival of this.#sink.arrived.slice(this.#seen)) this.#note(arrival);
    this.#seen = this.#sink.arrived.length;
  }

  #note({ owner, body }: Arrival): void {
    const { voucherInstructions = [], billDetails, billId, batchID, status } = body;
    for (const { serialNumber: serial, voucherNumber: number, amount } of voucherInstructions)
      this.#vouchers.set(`voucher/${owner}/${batchID}`, { serial, number, minor: Math.round(amount * 100) });
    if (billDetails !== undefined) this.#ended.set(`asked/${owner}/${billId}`, billId);
    else if (billId !== undefined) this.#ended.set(`bill/${owner}/${billId}`, status);
  }

  async #readBatch(caller: Caller, owner: string, id: string): Promise<void> {
    const batchId = id.startsWith("t") ? batchIdOf(owner, id) : id;
    const headers = { "Platform-TenantId": owner };
    const path = `/api/v1/batch/detail?batchId=${batchId}`;
    const { status, body } = await caller.expect({ method: "GET", path, headers }, 200, 400);
    if (status === 400) return;
    const lines = (body as { workflowInstanceKey: string; status: string; amount: number }[]).map((row) => [
      row.workflowInstanceKey,
      row.status,
      Math.round(row.amount * 100),
    ]);
    this.#ended.set(`batch/${owner}/${id}`, JSON.stringify(lines));
  }

  async #readVoucher(caller: Caller, key: string, serial: string, state: Map<string, string>): Promise<void> {
    const headers = { "X-Registering-Institution-Id": key.split("/")[1] ?? "" };
    const path = `/vouchers/${serial}?fields=status`;
    const { status } = (await caller.expect({ method: "GET", path, headers }, 200)).body;
    if (status === 1 || status === 2) state.set(key, String(status));
    else this.#ended.set(key, String(status));
  }
}

async function readPersons(caller: Caller, owner: string, state: Map<string, string>): Promise<void> {
  const payeePartyIds = Array.from({ length: PERSONS }, (_, person) => `p${person}`);
  const headers = { "X-Registering-Institution-ID": owner };
  const body = { requestId: "q", payeePartyIds };
  const answer = await caller.expect({ method: "PUT", path: "/beneficiary", headers, body }, 200);
  for (const { payeeIdentity, financialAddress } of answer.body.paymentModalityList)
    state.set(`person/${owner}/${payeeIdentity}`, financialAddress);
}

function sumOf(
  accounts: readonly { kind: string; owner: string; balance: string }[],
  kind: string,
  owner: string,
): number {
  return accounts
    .filter((one) => one.kind === kind && one.owner === owner)
    .reduce((sum, { balance }) => sum + Number(balance.replace(".", "")), 0);
}
