import type { DatabaseSync } from "node:sqlite";
import { firstRow } from "../sql.ts";
import { exponentOf } from "./currencies.ts";
import { ACCOUNT_COLUMNS, type Account, findAccount, openAccount, setBalance } from "./ledger.ts";

/** Whoever pays: a ministry, a programme, the treasury. */
interface Payer {
  readonly id: string;
  readonly treasury: number;
  readonly funds: number | null;
}

/** The account that one of these texts names: an account number of a payer. */
export function payerAccountNamed(
  db: DatabaseSync,
  names: readonly string[],
  currency: string,
  now: number,
): Account | undefined {
  for (const name of names) {
    const [known] = accountsNamed(db, "code", name);
    if (known === undefined) continue;
    return inCurrency(db, known, currency, now);
  }
  return undefined;
}

/** The account of the first of these payers that there is; else the treasury's. */
export function payerAccountOf(
  db: DatabaseSync,
  payers: readonly (string | undefined)[],
  currency: string,
  now: number,
): Account | undefined {
  const treasury = firstRow<Payer>(db, "SELECT id, treasury, funds FROM payer WHERE treasury = 1");
  for (const id of [...payers, treasury?.id]) {
    const [known] = id === undefined ? [] : accountsNamed(db, "owner", id);
    if (known !== undefined) return inCurrency(db, known, currency, now);
  }
  return undefined;
}

/** Where the funds are that are set aside from a payer's account, or that back its vouchers. */
export function sideAccount(db: DatabaseSync, payer: Account, kind: "reserved" | "voucher"): number {
  const { owner, code, currency } = payer;
  return openAccount(db, { kind, owner, code, currency }).number;
}

function accountsNamed(db: DatabaseSync, column: "code" | "owner", value: string): Account[] {
  const sql = `SELECT ${ACCOUNT_COLUMNS} FROM account WHERE kind = 'payer' AND ${column} = ? AND closed = 0
    ORDER BY number LIMIT 1`;
  const found = firstRow<Account>(db, sql, value);
  return found === undefined ? [] : [found];
}

/** The same account in another currency; a payer with funds in any currency gets one when it is asked for. */
function inCurrency(db: DatabaseSync, account: Account, currency: string, now: number): Account | undefined {
  if (account.currency === currency) return account;
  const wanted = { ...account, currency };
  const known = findAccount(db, wanted);
  if (known !== undefined) return known;
  const payer = firstRow<Payer>(db, "SELECT id, treasury, funds FROM payer WHERE id = ?", account.owner);
  const exponent = exponentOf(currency);
  if (payer?.funds == null || exponent === undefined) return undefined;
  const opened = openAccount(db, wanted);
  setBalance(db, opened, payer.funds * 10 ** exponent, now);
  return opened;
}
