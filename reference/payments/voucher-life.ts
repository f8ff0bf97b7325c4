import { timingSafeEqual } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { runSql } from "../sql.ts";
import { noPayer } from "./credit-operations.ts";
import { move, openAccount, readAccount } from "./ledger.ts";
import { payerAccountOf, sideAccount } from "./payers.ts";
import type { VoucherKey } from "./voucher-key.ts";
import { isKnownAgent, STATUS, statusAt, type Voucher } from "./vouchers.ts";

/** So many wrong secret numbers suspend a voucher. */
const MOST_WRONG = 5;

/** Why nothing can be done with a voucher that is not there for whoever asks. */
export const NO_VOUCHER = "no such voucher";

/** What states are called where something cannot be done in them; 20 characters at most. */
const STATES: Readonly<Record<number, string>> = {
  [STATUS.preActivated]: "not active",
  [STATUS.active]: "active already",
  [STATUS.cancelled]: "cancelled",
  [STATUS.expired]: "expired",
  [STATUS.redeemed]: "redeemed already",
  [STATUS.suspended]: "suspended",
};

/** The payer's funds go into circulation with the voucher, or a suspension is lifted; why they do not. */
export function activateVoucher(db: DatabaseSync, voucher: Voucher, now: number): string | undefined {
  const status = expireIfDue(db, voucher, now);
  if (status === STATUS.suspended) {
    setStatus(db, voucher, STATUS.active);
    return undefined;
  }
  if (status !== STATUS.preActivated) return STATES[status];
  const { currency, amount, scope, program, serial } = voucher;
  const payer = payerAccountOf(db, [program ?? undefined, scope], currency, now);
  if (payer === undefined) return noPayer(currency);
  const to = sideAccount(db, payer, "voucher");
  const transfer = move(
    db,
    { from: payer.number, to, amount, kind: "activation", reference: `voucher ${serial}` },
    now,
  );
  if (transfer === undefined) return "the payer's funds do not suffice";
  runSql(db, "UPDATE voucher SET payer_account = ? WHERE serial = ?", payer.number, serial);
  setStatus(db, voucher, STATUS.active);
  return undefined;
}

/** Ends a voucher; what backed it goes back. Why it cannot be. */
export function cancelVoucher(db: DatabaseSync, voucher: Voucher, now: number): string | undefined {
  const status = expireIfDue(db, voucher, now);
  if (status === STATUS.cancelled) return "cancelled already";
  if (status === STATUS.expired || status === STATUS.redeemed) return STATES[status];
  giveBack(db, voucher, now);
  setStatus(db, voucher, STATUS.cancelled);
  return undefined;
}

/** What came of a redemption: the number of its transfer, or why there was none. */
export type Redeemed = { readonly transfer: number } | { readonly reason: string };

/** Pays a voucher out to an agent, once, for its secret number or its voucher number. */
export function redeemVoucher(
  db: DatabaseSync,
  voucher: Voucher,
  { agent, secret, key }: { readonly agent: string; readonly secret: string; readonly key: VoucherKey },
  now: number,
): Redeemed {
  const status = expireIfDue(db, voucher, now);
  if (status !== STATUS.active) return { reason: STATES[status] ?? NO_VOUCHER };
  if (!isKnownAgent(db, agent)) return { reason: "no such agent" };
  if (!isSame(secret, voucher.secret) && !isSame(secret, key.decrypt(voucher.secret))) {
    noteWrong(db, voucher);
    return { reason: "wrong secret number" };
  }
  const account = { kind: "agent", owner: agent, code: agent, currency: voucher.currency } as const;
  return { transfer: payOut(db, voucher, openAccount(db, account).number, agent, now) };
}

/** Pays an active voucher out to an account, and ends it. Throws where it is not active. */
export function payOut(db: DatabaseSync, voucher: Voucher, to: number, whom: string, now: number): number {
  const { amount, serial } = voucher;
  const transfer = move(
    db,
    { from: backing(db, voucher), to, amount, kind: "redemption", reference: `voucher ${serial}` },
    now,
  );
  if (transfer === undefined) throw new Error(`nothing backs voucher ${serial}`);
  const sql = "UPDATE voucher SET status = ?, redeemed_by = ?, transfer = ? WHERE serial = ?";
  runSql(db, sql, STATUS.redeemed, whom, transfer, serial);
  return transfer;
}

/** Notes the end of a voucher whose time is over; its status then. */
export function expireIfDue(db: DatabaseSync, voucher: Voucher, now: number): number {
  const status = statusAt(voucher, now);
  if (status === STATUS.expired && voucher.status !== STATUS.expired) {
    giveBack(db, voucher, now);
    setStatus(db, voucher, STATUS.expired);
  }
  return status;
}

/** Why an active voucher is needed and this one is not; undefined where it is. */
export function inactiveReason(status: number): string | undefined {
  return status === STATUS.active ? undefined : STATES[status];
}

function giveBack(db: DatabaseSync, voucher: Voucher, now: number): void {
  const { payerAccount, amount, serial } = voucher;
  if (payerAccount === null) return;
  const reference = `voucher ${serial}`;
  const movement = { from: backing(db, voucher), to: payerAccount, amount, kind: "give-back", reference };
  if (move(db, movement, now) === undefined) throw new Error(`nothing backs ${reference}`);
}

function backing(db: DatabaseSync, { payerAccount, serial }: Voucher): number {
  if (payerAccount === null) throw new Error(`nothing backs voucher ${serial}`);
  return sideAccount(db, readAccount(db, payerAccount), "voucher");
}

function noteWrong(db: DatabaseSync, { serial, wrong }: Voucher): void {
  runSql(db, "UPDATE voucher SET wrong = ? WHERE serial = ?", wrong + 1, serial);
  if (wrong + 1 >= MOST_WRONG)
    runSql(db, "UPDATE voucher SET status = ? WHERE serial = ?", STATUS.suspended, serial);
}

function setStatus(db: DatabaseSync, { serial }: Voucher, status: number): void {
  runSql(db, "UPDATE voucher SET status = ?, wrong = 0 WHERE serial = ?", status, serial);
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.byteLength === other.byteLength && timingSafeEqual(one, other);
}
