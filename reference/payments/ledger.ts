import type { DatabaseSync } from "node:sqlite";
import { firstRow, runSql } from "../sql.ts";
import { insertNumbered } from "./insert-numbered.ts";
import { formatAmount } from "./money.ts";

/** What an account is for. */
export type AccountKind =
  | "outside"
  | "payer"
  | "reserved"
  | "voucher"
  | "payee"
  | "institution"
  | "biller"
  | "agent";

/** One account. Amounts are minor units of its currency. */
export interface Account {
  readonly number: number;
  readonly kind: AccountKind;
  readonly owner: string;
  readonly code: string;
  readonly currency: string;
  readonly balance: number;
  readonly floor: number | null;
  readonly closed: number;
}

/** The columns of an {@link Account}. */
export const ACCOUNT_COLUMNS = "number, kind, owner, code, currency, balance, floor, closed";

/** Money that goes from one account to another, and why. */
export interface Movement {
  readonly from: number;
  readonly to: number;
  readonly amount: number;
  readonly kind: string;
  readonly reference: string;
}

/**
 * Moves money between two accounts of one currency, in whole minor units; the number of the transfer. Undefined, and
 * nothing changed, where the first account does not hold enough. This is the only way in which balances change.
 */
export function move(db: DatabaseSync, movement: Movement, now: number): number | undefined {
  const { from, to, amount, kind, reference } = movement;
  if (!Number.isSafeInteger(amount) || amount <= 0) throw new Error(`${amount} is no amount to be moved`);
  const [source, target] = [readAccount(db, from), readAccount(db, to)];
  if (source.currency !== target.currency || from === to) throw new Error("the accounts do not go together");
  const [rest, sum] = [source.balance - amount, target.balance + amount];
  if (source.floor !== null && rest < source.floor) return undefined;
  if (!Number.isSafeInteger(rest) || !Number.isSafeInteger(sum)) throw new Error("an account is full");
  const transfer = insertNumbered(
    db,
    "INSERT INTO transfer (kind, reference, at) VALUES (?, ?, ?) RETURNING number",
    kind,
    reference,
    now,
  );
  for (const [account, change] of [
    [from, -amount],
    [to, amount],
  ] as const) {
    runSql(db, "INSERT INTO posting (transfer, account, amount) VALUES (?, ?, ?)", transfer, account, change);
    runSql(db, "UPDATE account SET balance = balance + ? WHERE number = ?", change, account);
  }
  return transfer;
}

/** The account of that number; it has to be there. */
export function readAccount(db: DatabaseSync, number: number): Account {
  const account = firstRow<Account>(db, `SELECT ${ACCOUNT_COLUMNS} FROM account WHERE number = ?`, number);
  if (account === undefined) throw new Error(`there is no account ${number}`);
  return account;
}

/** The account of that kind, owner and code in a currency, opened or opened again where it was not. */
export function openAccount(
  db: DatabaseSync,
  account: Pick<Account, "kind" | "owner" | "code" | "currency">,
  floor: number | null = 0,
): Account {
  const { kind, owner, code, currency } = account;
  runSql(
    db,
    `INSERT INTO account (kind, owner, code, currency, floor) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (kind, owner, code, currency) DO UPDATE SET closed = 0, floor = excluded.floor`,
    kind,
    owner,
    code,
    currency,
    floor,
  );
  const opened = findAccount(db, account);
  if (opened === undefined) throw new Error("the store opened no account");
  return opened;
}

/** The open account of that kind, owner and code in a currency. */
export function findAccount(
  db: DatabaseSync,
  { kind, owner, code, currency }: Pick<Account, "kind" | "owner" | "code" | "currency">,
): Account | undefined {
  return firstRow<Account>(
    db,
    `SELECT ${ACCOUNT_COLUMNS} FROM account
     WHERE kind = ? AND owner = ? AND code = ? AND currency = ? AND closed = 0`,
    kind,
    owner,
    code,
    currency,
  );
}

/** What comes from outside of the books, or goes back there: an account holds exactly so much afterwards. */
export function setBalance(db: DatabaseSync, account: Account, balance: number, now: number): void {
  const difference = balance - readAccount(db, account.number).balance;
  if (difference === 0) return;
  const { currency } = account;
  const outside = openAccount(db, { kind: "outside", owner: "", code: "", currency }, null).number;
  const [from, to] = difference > 0 ? [outside, account.number] : [account.number, outside];
  const reference = `${account.kind} ${account.owner}`;
  const amount = Math.abs(difference);
  if (move(db, { from, to, amount, kind: "funding", reference }, now) === undefined)
    throw new Error(`${reference} cannot hold ${formatAmount(balance, currency)}`);
}

/** Gives back what an account holds, and closes it. */
export function closeAccount(db: DatabaseSync, account: Account, now: number): void {
  setBalance(db, account, 0, now);
  runSql(db, "UPDATE account SET closed = 1 WHERE number = ?", account.number);
}
