import { randomInt } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { firstRow, runSql } from "../sql.ts";
import { makeSecretNumber, type VoucherKey } from "./voucher-key.ts";

/** The states of a voucher's life, by the numbers that are answered (docs/adr/0012). */
export const STATUS = {
  preActivated: 1,
  active: 2,
  cancelled: 3,
  expired: 4,
  redeemed: 5,
  suspended: 6,
} as const;

/** A voucher as it is kept. The amount is minor units; times are milliseconds since 1970. */
export interface Voucher {
  readonly serial: string;
  /** The institution that issued it; empty where none was named. */
  readonly scope: string;
  readonly program: string | null;
  readonly batch: string | null;
  readonly instruction: string;
  readonly group: string;
  readonly currency: string;
  readonly amount: number;
  readonly payee: string;
  readonly narration: string;
  /** The secret number, encrypted: GovStack's voucherNumber. */
  readonly secret: string;
  readonly status: number;
  /** Wrong secret numbers since the activation. */
  readonly wrong: number;
  readonly payerAccount: number | null;
  readonly expiresAt: number;
}

/** A voucher that is to be. */
export interface NewVoucher
  extends Pick<
    Voucher,
    "scope" | "program" | "batch" | "instruction" | "group" | "currency" | "amount" | "payee" | "narration"
  > {
  readonly expiresAt: number;
  /** Given where a seed says so. */
  readonly serial?: string;
  readonly secretNumber?: string;
}

const COLUMNS = `serial, scope, program, batch, instruction, group_code AS "group", currency, amount, payee, narration,
  secret, status, wrong, payer_account AS payerAccount, expires_at AS expiresAt`;

/** Without letters that look like digits. */
const SERIAL_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** As many as all files of the API have room for. */
const SERIAL_LENGTH = 6;

/** The voucher of that serial number, if it is one of the institution and, where that is named, of the batch. */
export function findVoucher(
  db: DatabaseSync,
  serial: string,
  scope: string,
  batch?: string,
): Voucher | undefined {
  const sql = `SELECT ${COLUMNS} FROM voucher WHERE serial = ? AND scope = ?`;
  const found = firstRow<Voucher>(db, sql, serial.trim().toUpperCase(), scope);
  return batch === undefined || found?.batch === batch ? found : undefined;
}

/** The voucher of that serial number, whoever issued it. */
export function readVoucher(db: DatabaseSync, serial: string): Voucher | undefined {
  return firstRow<Voucher>(
    db,
    `SELECT ${COLUMNS} FROM voucher WHERE serial = ?`,
    serial.trim().toUpperCase(),
  );
}

/** The voucher of that voucher number: whoever knows it has it. */
export function findByNumber(db: DatabaseSync, number: string): Voucher | undefined {
  return firstRow<Voucher>(db, `SELECT ${COLUMNS} FROM voucher WHERE secret = ?`, number);
}

/** The next voucher whose time is over, or when that will be. */
export function nextExpiry(db: DatabaseSync): { readonly serial: string; readonly at: number } | undefined {
  const sql =
    "SELECT serial, expires_at AS at FROM voucher WHERE status IN (1, 2, 6) ORDER BY expires_at LIMIT 1";
  return firstRow(db, sql);
}

/** What a voucher's status is at a time: one whose time is over has expired, noted or not. */
export function statusAt(voucher: Voucher, now: number): number {
  const { active, preActivated, suspended, expired } = STATUS;
  const isOpen = [preActivated, active, suspended].some((status) => status === voucher.status);
  return isOpen && voucher.expiresAt <= now ? expired : voucher.status;
}

/** Makes a voucher, pre-activated; no money is moved. */
export function createVoucher(db: DatabaseSync, voucher: NewVoucher, key: VoucherKey): Voucher {
  const serial = voucher.serial ?? freeSerial(db);
  runSql(
    db,
    `INSERT INTO voucher (serial, scope, program, batch, instruction, group_code, currency, amount, payee, narration,
       secret, status, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)`,
    serial,
    voucher.scope,
    voucher.program,
    voucher.batch,
    voucher.instruction,
    voucher.group,
    voucher.currency,
    voucher.amount,
    voucher.payee,
    voucher.narration,
    key.encrypt(voucher.secretNumber ?? makeSecretNumber()),
    voucher.expiresAt,
  );
  const made = readVoucher(db, serial);
  if (made === undefined) throw new Error("the store kept no voucher");
  return made;
}

/** Whether vouchers of that group are issued: any, where no groups are registered. */
export function isKnownGroup(db: DatabaseSync, group: string): boolean {
  return isListed(db, "voucher_group", "code", group);
}

/** Whether that agent may redeem vouchers: any, where no agents are registered. */
export function isKnownAgent(db: DatabaseSync, agent: string): boolean {
  return isListed(db, "agent", "id", agent);
}

function isListed(
  db: DatabaseSync,
  table: "voucher_group" | "agent",
  column: "code" | "id",
  value: string,
): boolean {
  if (firstRow(db, `SELECT 1 FROM ${table} LIMIT 1`) === undefined) return true;
  return firstRow(db, `SELECT 1 FROM ${table} WHERE ${column} = ?`, value) !== undefined;
}

function freeSerial(db: DatabaseSync): string {
  for (;;) {
    const signs = Array.from({ length: SERIAL_LENGTH }, () => SERIAL_SIGNS[randomInt(SERIAL_SIGNS.length)]);
    const serial = signs.join("");
    if (readVoucher(db, serial) === undefined) return serial;
  }
}
