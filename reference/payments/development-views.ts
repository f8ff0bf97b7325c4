import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow } from "../sql.ts";
import { auditLedger } from "./audit-ledger.ts";
import { formatAmount } from "./money.ts";
import type { PaymentsServer } from "./payments-server.ts";

/** Who and what there is: what a test has to name. */
export function describeWorld(db: DatabaseSync, { settings }: PaymentsServer): unknown {
  const payers = allRows<{ id: string; account: string; currency: string; treasury: number }>(
    db,
    `SELECT p.id, a.code AS account, a.currency, p.treasury FROM payer p
     JOIN account a ON a.kind = 'payer' AND a.owner = p.id AND a.closed = 0 ORDER BY a.number`,
  );
  const institutions = allRows<{ id: string; name: string }>(
    db,
    "SELECT id, name FROM institution WHERE closed = 0 ORDER BY id",
  );
  const accounts = (owner: string) =>
    allRows<{ code: string }>(
      db,
      "SELECT DISTINCT code FROM account WHERE kind = 'payee' AND owner = ? AND closed = 0 ORDER BY code",
      owner,
    ).map(({ code }) => code);
  return {
    currency: settings.currency,
    authorization: settings.authorization,
    treasury: payers.find(({ treasury }) => treasury === 1)?.account ?? null,
    voucherGroups: allRows<{ code: string }>(db, "SELECT code FROM voucher_group").map(({ code }) => code),
    payers: payers.map(({ id, account, currency }) => ({ id, account, currency })),
    institutions: institutions.map(({ id, name }) => ({ id, name, accounts: accounts(id) })),
    billers: allRows(db, "SELECT id, name FROM biller WHERE closed = 0 ORDER BY id"),
  };
}

/** The books, and whether they are in order. */
export function describeLedger(db: DatabaseSync): unknown {
  const complaints = auditLedger(db);
  const totals = allRows<{ currency: string; total: number }>(
    db,
    "SELECT currency, sum(balance) AS total FROM account GROUP BY currency",
  );
  const accounts = allRows<{ code: string; kind: string; owner: string; currency: string; balance: number }>(
    db,
    `SELECT code, kind, owner, currency, balance FROM account WHERE closed = 0 OR balance <> 0
     ORDER BY kind, owner, code, currency`,
  );
  return {
    balanced: complaints.length === 0 && totals.every(({ total }) => total === 0),
    complaints,
    totals: Object.fromEntries(
      totals.map(({ currency, total }) => [currency, formatAmount(total, currency)]),
    ),
    transfers: countOf(db, "SELECT count(*) AS count FROM transfer"),
    postings: countOf(db, "SELECT count(*) AS count FROM posting"),
    accounts: accounts.map(({ code, balance, ...rest }) => ({
      account: code,
      ...rest,
      balance: formatAmount(balance, rest.currency),
    })),
  };
}

/** What stands open; what a test leaves behind shows here. */
export function describeHoldings(db: DatabaseSync): unknown {
  const sums = allRows<{ kind: string; currency: string; balance: number }>(
    db,
    `SELECT kind, currency, sum(balance) AS balance FROM account GROUP BY kind, currency
     HAVING sum(balance) <> 0 ORDER BY kind, currency`,
  );
  return {
    beneficiaries: countOf(db, "SELECT count(*) AS count FROM beneficiary WHERE active = 1"),
    batches: countOf(db, "SELECT count(*) AS count FROM batch WHERE state <> 'done'"),
    vouchers: countOf(db, "SELECT count(*) AS count FROM voucher WHERE status IN (1, 2, 6)"),
    requestsToPay: countOf(db, "SELECT count(*) AS count FROM request_to_pay WHERE state = 'PND'"),
    bills: countOf(db, "SELECT count(*) AS count FROM bill WHERE status <> 'PAID'"),
    callbacks: countOf(db, "SELECT count(*) AS count FROM notice"),
    payers: countOf(db, "SELECT count(*) AS count FROM payer"),
    institutions: countOf(db, "SELECT count(*) AS count FROM institution WHERE closed = 0"),
    billers: countOf(db, "SELECT count(*) AS count FROM biller WHERE closed = 0"),
    balances: Object.fromEntries(
      sums.map(({ kind, currency, balance }) => [`${kind} ${currency}`, formatAmount(balance, currency)]),
    ),
  };
}

function countOf(db: DatabaseSync, sql: string): number {
  return firstRow<{ count: number }>(db, sql)?.count ?? 0;
}
