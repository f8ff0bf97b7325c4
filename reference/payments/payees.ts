import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow } from "../sql.ts";
import { ACCOUNT_COLUMNS, type Account } from "./ledger.ts";

/** A phone number: digits of E.164, without the plus sign. */
const MSISDN = /^[1-9]\d{4,14}$/;

/** Digits of E.164; undefined for what is no phone number. */
export function phoneNumber(address: string): string | undefined {
  const digits = address.replace(/^\+/, "").replace(/[ -]/g, "");
  return MSISDN.test(digits) ? digits : undefined;
}

/** An address as accounts are known by: a phone number without signs, anything else without spaces, in capitals. */
export function plainAddress(address: string): string {
  return phoneNumber(address) ?? address.replaceAll(" ", "").toUpperCase();
}

/**
 * The payee's account behind an address, or why there is none that could be paid. Without an institution, all of them
 * are asked.
 */
export function findPayeeAccount(
  db: DatabaseSync,
  address: string,
  institution: string | undefined,
  currency: string,
): { readonly account: Account } | { readonly reason: string; readonly institution?: string } {
  const all = accountsAt(db, plainAddress(address));
  if (all.length === 0) return { reason: "no institution has an account with this address" };
  const here = institution === undefined ? all : all.filter(({ owner }) => owner === institution);
  if (here.length === 0) return { reason: "the address belongs to another institution" };
  if (new Set(here.map(({ owner }) => owner)).size > 1)
    return { reason: "several institutions have an account with this address" };
  const account = here.find((one) => one.currency === currency);
  if (account !== undefined) return { account };
  return {
    reason: `the account is in ${here[0]?.currency}, not in ${currency}`,
    institution: here[0]?.owner ?? "",
  };
}

function accountsAt(db: DatabaseSync, address: string): Account[] {
  return allRows<Account>(
    db,
    `SELECT ${ACCOUNT_COLUMNS} FROM account WHERE kind = 'payee' AND closed = 0
       AND (code = ? OR number IN (SELECT account FROM alias WHERE alias = ?)) ORDER BY number`,
    address,
    address,
  );
}

/** An institution that has accounts here. */
export interface Institution {
  readonly id: string;
  readonly name: string;
  /** Where it is called, without a slash at the end. */
  readonly url: string | null;
}

/** The institution of that id. */
export function findInstitution(db: DatabaseSync, id: string): Institution | undefined {
  return firstRow(db, "SELECT id, name, url FROM institution WHERE id = ? AND closed = 0", id);
}

/** The biller of that id; it has the same facts. */
export function findBiller(db: DatabaseSync, id: string): Institution | undefined {
  return firstRow(db, "SELECT id, name, url FROM biller WHERE id = ? AND closed = 0", id);
}
