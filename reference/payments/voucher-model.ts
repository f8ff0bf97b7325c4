import { agree, type ModelSession, unitsOf } from "./model-session.ts";
import type { ChangeAction, RedeemAction, VoucherAction } from "./payment-actions.ts";

interface Voucher {
  readonly serial: string;
  readonly issuer: string;
  readonly minor: number;
  status: "made" | "active" | "suspended" | "ended";
  wrong: number;
}

/** What should become of vouchers. */
export class VoucherModel {
  readonly #session: ModelSession;
  readonly #vouchers: Voucher[] = [];
  /** What agents were paid, by transaction, in minor units. */
  readonly #redemptions = new Map<string, number>();

  constructor(session: ModelSession) {
    this.#session = session;
  }

  /** The sum of an issuer's vouchers in circulation. */
  backing(issuer: string): number {
    return this.#vouchers
      .filter((one) => one.issuer === issuer && (one.status === "active" || one.status === "suspended"))
      .reduce((sum, { minor }) => sum + minor, 0);
  }

  /** What redemptions say that they paid. */
  redeemed(): number {
    return [...this.#redemptions.values()].reduce((sum, minor) => sum + minor, 0);
  }

  /** Makes a voucher, and waits for its serial number. */
  async make({ minor, issuer }: VoucherAction): Promise<void> {
    const id = this.#session.nextId();
    const instruction = { instructionID: "1", currency: "XTS", amount: unitsOf(minor) };
    const body = { requestID: id, batchID: id, voucherInstructions: [instruction] };
    const headers = { "X-Registering-Institution-Id": issuer, "X-Callback-URL": this.#session.receiver.url };
    agree((await this.#session.send("POST", "/vouchers", body, headers)).status, 200);
    const told = await this.#session.receiver.find((call) => call.body?.batchID === id);
    const [{ serialNumber: serial }] = told.body.voucherInstructions;
    this.#vouchers.push({ serial, issuer, minor, status: "made", wrong: 0 });
  }

  /** Activates, cancels or ends a voucher. */
  async change({ kind, which }: ChangeAction): Promise<void> {
    const voucher = this.#vouchers[which % Math.max(1, this.#vouchers.length)];
    if (voucher === undefined) return;
    const { serial, issuer, status } = voucher;
    if (kind === "expire") {
      await this.#session.server.send("PUT", `/development/vouchers/${serial}`, {
        expiresAt: "2020-01-01T00:00:00Z",
      });
    } else {
      const body = { requestID: this.#session.nextId(), voucherInstructions: [{ serialNumber: serial }] };
      const method = kind === "activate" ? "PUT" : "POST";
      const answer = await this.#session.send(method, `/vouchers?command=${kind}`, body, {
        "X-Registering-Institution-Id": issuer,
      });
      const isDone = kind === "cancel" ? status !== "ended" : this.#canActivate(voucher);
      agree(answer.body.ResponseCode ?? answer.body.responseCode, isDone ? "00" : "01");
    }
    this.#note(kind, voucher);
  }

  #note(kind: ChangeAction["kind"], voucher: Voucher): void {
    const { issuer, minor, status } = voucher;
    const account = issuer.toUpperCase();
    if (status === "ended") return;
    if (kind !== "activate") {
      if (status !== "made") this.#session.add(account, minor);
      voucher.status = "ended";
    } else if (this.#canActivate(voucher)) {
      if (status === "made") this.#session.add(account, -minor);
      Object.assign(voucher, { status: "active", wrong: 0 });
    }
  }

  #canActivate({ status, issuer, minor }: Voucher): boolean {
    return status === "suspended" || (status === "made" && this.#session.of(issuer.toUpperCase()) >= minor);
  }

  /** Redeems a voucher. */
  async redeem({ which, agent, isRight }: RedeemAction): Promise<void> {
    const voucher = this.#vouchers[which % Math.max(1, this.#vouchers.length)];
    if (voucher === undefined) return;
    const { body: known } = await this.#session.server.send("GET", `/development/vouchers/${voucher.serial}`);
    const secret = isRight ? known.secretNumber : "none";
    const body = {
      requestID: this.#session.nextId(),
      voucherSerialNumber: voucher.serial,
      agentID: agent,
      voucherSecretNumber: secret,
    };
    const answer = await this.#session.send("POST", "/vouchers?command=redeem", body, {
      "X-Registering-Institution-Id": voucher.issuer,
    });
    const { status, transactionId, value } = answer.body;
    if (status === 1) this.#redemptions.set(transactionId, Math.round(value * 100));
    agree(status, voucher.status === "active" && isRight ? 1 : 0);
    if (voucher.status !== "active") return;
    if (isRight) {
      this.#session.add(agent, voucher.minor);
      voucher.status = "ended";
      return;
    }
    voucher.wrong += 1;
    if (voucher.wrong >= 5) voucher.status = "suspended";
  }
}
