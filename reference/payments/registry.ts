import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { allRows, firstRow, runSql } from "../sql.ts";
import { confirmBillPayment, openPaymentsOf } from "./bill-payments.ts";
import { targetTrouble } from "./caller.ts";
import { exponentOf } from "./currencies.ts";
import { ACCOUNT_COLUMNS, type Account, closeAccount, openAccount, setBalance } from "./ledger.ts";
import { readFunds } from "./money.ts";
import { plainAddress } from "./payees.ts";

const amount = z.union([z.number(), z.string()]);
const currency = z.string().refine((code) => exponentOf(code) !== undefined, "a currency of ISO 4217");
const id = z.string().trim().min(1).max(20);

/** What the registry of payers, institutions and billers is told besides. */
export interface RegistryFacts {
  /** The country's currency. */
  readonly currency: string;
  readonly allowLoopbackTargets: boolean;
}

/** A payer with one account: funds are units of its currency. */
export const payerDocument = z.strictObject({
  account: id,
  balance: amount.default(0),
  currency: currency.optional(),
});

/** An institution, and the accounts of its customers. */
export const institutionDocument = z.strictObject({
  name: z.string().max(50).optional(),
  url: z.string().max(200).optional(),
  cap: amount.default(0),
  accounts: z
    .array(
      z.strictObject({
        address: z.string().trim().min(1).max(30),
        balance: amount.default(0),
        currency: currency.optional(),
        aliases: z.array(z.string().trim().min(1).max(30)).default([]),
      }),
    )
    .default([]),
});

/** A biller, and its bills: amounts in units of the country's currency. */
export const billerDocument = z.strictObject({
  name: z.string().max(50).optional(),
  url: z.string().max(200).optional(),
  bills: z
    .array(
      z.strictObject({
        id,
        amount,
        amountAfterDueDate: amount.optional(),
        dueDate: z.union([z.iso.date(), z.iso.datetime({ offset: true })]).optional(),
      }),
    )
    .default([]),
});

/** Makes or replaces a payer. Throws a TypeError with one sentence. */
export function putPayer(
  db: DatabaseSync,
  payer: string,
  document: z.output<typeof payerDocument>,
  facts: RegistryFacts,
  now: number,
): void {
  const { account, balance, currency: own = facts.currency } = document;
  const taken = firstRow(
    db,
    "SELECT 1 FROM account WHERE kind = 'payer' AND code = ? AND owner <> ? AND closed = 0",
    account,
    payer,
  );
  if (taken !== undefined) throw new TypeError(`account ${account} is another payer's`);
  runSql(db, "INSERT INTO payer (id, treasury) VALUES (?, 0) ON CONFLICT DO NOTHING", payer);
  const opened = openAccount(db, { kind: "payer", owner: payer, code: account, currency: own });
  setBalance(db, opened, readFunds(balance, own, "balance"), now);
  for (const other of accountsOf(db, "payer", payer))
    if (other.number !== opened.number) closeAccount(db, other, now);
}

/** Makes or replaces an institution. Throws a TypeError with one sentence. */
export function putInstitution(
  db: DatabaseSync,
  institution: string,
  document: z.output<typeof institutionDocument>,
  facts: RegistryFacts,
  now: number,
): void {
  const { name = institution, url, cap, accounts } = document;
  savePlace(db, "institution", institution, name, url, facts);
  const floor = -readFunds(cap, facts.currency, "cap");
  const clearing = {
    kind: "institution",
    owner: institution,
    code: institution,
    currency: facts.currency,
  } as const;
  openAccount(db, clearing, floor === 0 ? 0 : floor);
  const kept = new Set<number>();
  for (const [index, { address, balance, currency: own = facts.currency, aliases }] of accounts.entries()) {
    const code = plainAddress(address);
    const opened = openAccount(db, { kind: "payee", owner: institution, code, currency: own });
    if (kept.has(opened.number)) throw new TypeError(`accounts.${index}: ${address} is there twice`);
    kept.add(opened.number);
    setBalance(db, opened, readFunds(balance, own, `accounts.${index}.balance`), now);
    runSql(db, "DELETE FROM alias WHERE account = ?", opened.number);
    const sql = "INSERT INTO alias (alias, account) VALUES (?, ?) ON CONFLICT DO NOTHING";
    for (const alias of aliases) runSql(db, sql, plainAddress(alias), opened.number);
  }
  for (const other of accountsOf(db, "payee", institution))
    if (!kept.has(other.number)) closeAccount(db, other, now);
}

/** Makes or replaces a biller with all its bills. Throws a TypeError with one sentence. */
export function putBiller(
  db: DatabaseSync,
  biller: string,
  document: z.output<typeof billerDocument>,
  facts: RegistryFacts,
  now: number,
): void {
  const { name = biller, url, bills } = document;
  giveBackPayments(db, biller, facts.currency, now);
  savePlace(db, "biller", biller, name, url, facts);
  openAccount(db, { kind: "biller", owner: biller, code: biller, currency: facts.currency });
  runSql(db, "DELETE FROM bill WHERE biller = ?", biller);
  for (const [index, bill] of bills.entries()) {
    const due = readBillAmount(bill.amount, facts.currency, `bills.${index}.amount`);
    const { amountAfterDueDate: late, dueDate } = bill;
    const sql = `INSERT INTO bill (biller, id, amount, late_amount, due_at, status) VALUES (?, ?, ?, ?, ?, 'UNPAID')
      ON CONFLICT DO NOTHING`;
    const lateDue =
      late === undefined ? due : readBillAmount(late, facts.currency, `bills.${index}.amountAfterDueDate`);
    const dueAt = dueDate === undefined ? null : Date.parse(dueDate);
    if (runSql(db, sql, biller, bill.id, due, lateDue, dueAt) === 0)
      throw new TypeError(`bills.${index}: ${bill.id} is there twice`);
  }
}

/** Closes whatever a payer, institution or biller has; what its accounts hold goes back outside. */
export function closeParty(
  db: DatabaseSync,
  kind: "payer" | "institution" | "biller",
  party: string,
  facts: RegistryFacts,
  now: number,
): void {
  if (kind === "biller") {
    giveBackPayments(db, party, facts.currency, now);
    runSql(db, "DELETE FROM bill WHERE biller = ?", party);
  }
  for (const account of accountsOf(db, kind, party)) closeAccount(db, account, now);
  if (kind === "institution") for (const one of accountsOf(db, "payee", party)) closeAccount(db, one, now);
  if (kind === "payer") runSql(db, "DELETE FROM payer WHERE id = ? AND treasury = 0", party);
  else runSql(db, CLOSE[kind], party);
}

const CLOSE = {
  institution: "UPDATE institution SET closed = 1 WHERE id = ?",
  biller: "UPDATE biller SET closed = 1 WHERE id = ?",
} as const;

const SAVE = {
  institution: `INSERT INTO institution (id, name, url) VALUES (?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, url = excluded.url, closed = 0`,
  biller: `INSERT INTO biller (id, name, url) VALUES (?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, url = excluded.url, closed = 0`,
} as const;

function savePlace(
  db: DatabaseSync,
  kind: "institution" | "biller",
  party: string,
  name: string,
  url: string | undefined,
  facts: RegistryFacts,
): void {
  const trouble = url === undefined ? undefined : targetTrouble(url, facts.allowLoopbackTargets);
  if (trouble !== undefined) throw new TypeError(`url: ${trouble}`);
  runSql(db, SAVE[kind], party, name, url ?? null);
}

function accountsOf(db: DatabaseSync, kind: string, owner: string): Account[] {
  const sql = `SELECT ${ACCOUNT_COLUMNS} FROM account WHERE kind = ? AND owner = ? AND closed = 0`;
  return allRows<Account>(db, sql, kind, owner);
}

/** Nobody will answer for a biller that goes. */
function giveBackPayments(db: DatabaseSync, biller: string, own: string, now: number): void {
  for (const payment of openPaymentsOf(db, biller)) confirmBillPayment(db, payment, "Def", own, now);
}

function readBillAmount(value: number | string, own: string, place: string): number {
  const minor = readFunds(value, own, place);
  if (minor === 0) throw new TypeError(`${place}: a bill is about more than nothing`);
  return minor;
}
