import { agree, ModelSession, minorOf, Surprise, TENANT, unitsOf } from "./model-session.ts";
import type { Action, BatchAction, BillAction, DemandAction, ReplayAction } from "./payment-actions.ts";
import type { Receiver, StartedPayments } from "./started-payments.ts";
import { VoucherModel } from "./voucher-model.ts";

/** The world of the model; amounts are minor units there. */
export const SEED: unknown = {
  payers: [
    { id: "rich", account: "RICH", balance: "1000" },
    { id: "poor", account: "POOR", balance: "60" },
  ],
  institutions: [{ id: "bank", cap: "50", accounts: [{ address: "A1", balance: "30" }, { address: "A2" }] }],
  billers: [
    {
      id: "city",
      bills: [
        { id: "B1", amount: "20" },
        { id: "B2", amount: "25" },
        { id: "B3", amount: "30" },
      ],
    },
  ],
};

const BALANCES = { RICH: 100_000, POOR: 6000, A1: 3000 };
const BILLS: Readonly<Record<string, number>> = { B1: 2000, B2: 2500, B3: 3000 };
const CAP = 5000;

interface LedgerAccount {
  readonly account: string;
  readonly kind: string;
  readonly balance: string;
}

/** What payments should have done: a few sums, and no store, no requests, no order of writing. */
export class Model {
  readonly #session: ModelSession;
  readonly #vouchers: VoucherModel;
  readonly #batches = new Map<number, string>();
  readonly #paidBills = new Set<string>();
  readonly #references = new Set<number>();
  /** What requests to pay took from payees. */
  #demanded = 0;

  constructor(server: StartedPayments, receiver: Receiver) {
    this.#session = new ModelSession(server, receiver, BALANCES);
    this.#vouchers = new VoucherModel(this.#session);
  }

  /** Carries an action out alone, and throws where the answer is another than the model's. */
  carryOut(action: Action): Promise<void> {
    switch (action.kind) {
      case "batch":
        return this.#batch(action);
      case "voucher":
        return this.#vouchers.make(action);
      case "redeem":
        return this.#vouchers.redeem(action);
      case "bill":
        return this.#bill(action);
      case "demand":
        return this.#demand(action);
      case "replay":
        return this.#replay(action);
      default:
        return this.#vouchers.change(action);
    }
  }

  /** Carries an action out among others, and expects nothing but that it is answered. */
  async race(action: Action): Promise<void> {
    await this.carryOut(action).catch((error: unknown) => {
      if (!(error instanceof Surprise)) throw error;
    });
  }

  /** The balances that there should be, in minor units; those of nothing are left out. */
  expected(): Record<string, number> {
    const circulating = ["RICH", "POOR"].map(
      (payer) => [`${payer} voucher`, this.#vouchers.backing(payer.toLowerCase())] as const,
    );
    return withoutEmpty([...this.#session.balances, ...circulating]);
  }

  /** The balances that there are. Throws where the books do not balance. */
  async actual(): Promise<Record<string, number>> {
    const { balanced, accounts } = await this.#ledger();
    if (!balanced) throw new Error("the books do not balance");
    return withoutEmpty(
      accounts
        .filter(({ kind }) => kind !== "outside")
        .map(({ account, kind, balance }) => [
          kind === "voucher" ? `${account} voucher` : account,
          minorOf(balance),
        ]),
    );
  }

  /** What must hold of the books whatever was asked. */
  async soundness(): Promise<unknown> {
    const { balanced, complaints, totals, accounts } = await this.#ledger();
    const negative = accounts.filter(
      ({ kind, balance }) => kind !== "outside" && minorOf(balance) < (kind === "institution" ? -CAP : 0),
    );
    return { balanced, complaints, total: totals["XTS"], negative };
  }

  /** What batches and redemptions say that they paid, in minor units. */
  async claims(): Promise<number> {
    let sum = this.#vouchers.redeemed();
    const ids = new Set(
      this.#session.sent.map(({ answer }) => answer.body?.batchId).filter((id) => id !== undefined),
    );
    for (const id of ids) {
      const path = `/api/v1/batch/detail?batchId=${id}&status=COMPLETED`;
      const { body } = await this.#session.server.send("GET", path, undefined, TENANT);
      for (const { amount } of body as { amount: number }[]) sum += Math.round(amount * 100);
    }
    return sum;
  }

  /** What payees of batches and agents got, in minor units. */
  async received(): Promise<number> {
    const { accounts } = await this.#ledger();
    return accounts
      .filter(({ kind }) => kind === "payee" || kind === "agent")
      .reduce((sum, { balance }) => sum + minorOf(balance), this.#demanded - BALANCES.A1);
  }

  async #ledger(): Promise<{
    readonly balanced: boolean;
    readonly complaints: readonly string[];
    readonly totals: Readonly<Record<string, string>>;
    readonly accounts: readonly LedgerAccount[];
  }> {
    return (await this.#session.server.send("GET", "/development/ledger")).body;
  }

  async #batch({ key, payer, items }: BatchAction): Promise<void> {
    const body = items.map(({ to, minor }, index) => ({
      requestId: `i${index}`,
      creditParty: [{ key: "accountNumber", value: to }],
      debitParty: [{ key: "account", value: payer.toUpperCase() }],
      paymentMode: "ledger",
      amount: unitsOf(minor),
      currency: "XTS",
    }));
    const headers = { ...TENANT, "X-CorrelationID": `c${key}` };
    const known = this.#batches.get(key);
    const content = JSON.stringify(body);
    const { status } = await this.#session.send("POST", "/batchtransactions?type=raw", body, headers);
    if (known !== undefined) return agree(status, known === content ? 202 : 400);
    agree(status, 202);
    this.#batches.set(key, content);
    const account = payer.toUpperCase();
    const total = items.reduce((sum, { minor }) => sum + minor, 0);
    if (this.#session.of(account) < total) return;
    for (const { to, minor } of items.filter((one) => one.to !== "unknown"))
      this.#session.move(account, to, minor);
  }

  async #bill({ bill, reference }: BillAction): Promise<void> {
    const inquiry = this.#session.nextId();
    const headers = { ...TENANT, "X-PayerFI-Id": "bank" };
    await this.#session.server.send(
      "GET",
      `/bills/${bill}?fields=inquiry&requestId=${inquiry}`,
      undefined,
      headers,
    );
    const body = {
      requestId: this.#session.nextId(),
      billInquiryRequestId: inquiry,
      billId: bill,
      paymentReferenceID: `p${reference}`,
    };
    agree((await this.#session.send("POST", "/billTransferRequests", body, headers)).status, 202);
    const minor = BILLS[bill] ?? 0;
    if (minor === 0 || this.#paidBills.has(bill) || this.#references.has(reference)) return;
    if (this.#session.of("bank") - minor < -CAP) return;
    this.#session.move("bank", "city", minor);
    this.#paidBills.add(bill);
    this.#references.add(reference);
  }

  async #demand({ from, minor, agrees }: DemandAction): Promise<void> {
    const rtpId = this.#session.nextNumber();
    const headers = { ...TENANT, "X-billerId": "city", "X-Callback-URL": this.#session.receiver.url };
    const body = {
      requestId: this.#session.nextId(),
      rtpId,
      billID: `R${rtpId}`,
      requestType: "01",
      alias: { aliasType: "00", aliasId: from },
      billDetails: { amount: minor },
    };
    agree((await this.#session.send("POST", "/rtpRequest", body, headers)).status, 200);
    const reply = { rtpId, rtpStatus: agrees ? "00" : "01" };
    const answer = await this.#session.send("POST", "/rtpResponse", reply, headers);
    const { body: told } = await this.#session.receiver.find((call) => call.body?.rtpId === rtpId);
    if (told.rtpStatus === "00") this.#demanded += minor;
    agree(answer.status, from === "nobody" ? 400 : 200);
    const isPaid = from !== "nobody" && agrees && this.#session.of(from) >= minor;
    agree(told.rtpStatus, isPaid ? "00" : "01");
    if (isPaid) this.#session.move(from, "city", minor);
  }

  /** The same request again: the same answer, and nothing happens. */
  async #replay({ which }: ReplayAction): Promise<void> {
    const sent = this.#session.sent.filter(({ answer }) => answer.status < 300)[which];
    if (sent === undefined) return;
    const { status, body } = await this.#session.server.send(sent.method, sent.path, sent.body, sent.headers);
    agree(status, sent.answer.status);
    agree(JSON.stringify(body), JSON.stringify(sent.answer.body));
  }
}

function withoutEmpty(balances: readonly (readonly [string, number])[]): Record<string, number> {
  return Object.fromEntries(balances.filter(([, minor]) => minor !== 0).toSorted());
}
