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
  return {
    currency: settings.currency,
    authorization: settings.authorization,
    treasury: payers.find(({ treasury }) => treasury === 1)?.account ?? null,
    voucherGroups: allRows<{ code: string }>(db, "SELECT code FROM voucher_group").map(({ code }) => code),
    payers: payers.map(({ id, account, currency }) => ({ id, account, currency })),
    institutions: describeInstitutions(db),
    billers: allRows(db, "SELECT id, name FROM biller WHERE closed = 0 ORDER BY id"),
  };
}

/** Each with the addresses at which it pays. */
function describeInstitutions(db: DatabaseSync): unknown {
  const rows = allRows<{ id: string; name: string; code: string | null }>(
    db,
    `SELECT DISTINCT i.id, i.name, a.code FROM institution i
     LEFT JOIN account a ON a.kind = 'payee' AND a.owner = i.id AND a.closed = 0
     WHERE i.closed = 0 ORDER BY i.id, a.code`,
  );
  const known = new Map<string, { id: string; name: string; accounts: string[] }>();
  for (const { id, name, code } of rows) {
    const institution = known.get(id) ?? { id, name, accounts: [] };
    known.set(id, institution);
    if (code !== null) institution.accounts.push(code);
  }
  return [...known.values()];
}

/**
 * The books, and whether they are in order. With `account` or `owner` in the query, which may come several times, only
 * the accounts of these names and owners are shown.
 */
export function describeLedger(db: DatabaseSync, _: PaymentsServer, query: URLSearchParams): unknown {
  const complaints = auditLedger(db);
  const totals = allRows<{ currency: string; total: number }>(
    db,
    "SELECT currency, sum(balance) AS total FROM account GROUP BY currency",
  );
  return {
    balanced: complaints.length === 0 && totals.every(({ total }) => total === 0),
    complaints,
    totals: Object.fromEntries(
      totals.map(({ currency, total }) => [currency, formatAmount(total, currency)]),
    ),
    transfers: countOf(db, "SELECT count(*) AS count FROM transfer"),
    postings: countOf(db, "SELECT count(*) AS count FROM posting"),
    accounts: accountsOf(db, query).map(({ code, balance, ...rest }) => ({
      account: code,
      ...rest,
      balance: formatAmount(balance, rest.currency),
    })),
  };
}

interface AccountRow {
  readonly code: string;
  readonly kind: string;
  readonly owner: string;
  readonly currency: string;
  readonly balance: number;
}

function accountsOf(db: DatabaseSync, query: URLSearchParams): AccountRow[] {
  const [names, owners] = [query.getAll("account"), query.getAll("owner")];
  const wanted =
    names.length + owners.length === 0
      ? "1"
      : "code IN (SELECT value FROM json_each(?)) OR owner IN (SELECT value FROM json_each(?))";
  const sql = `SELECT code, kind, owner, currency, balance FROM account
    WHERE (closed = 0 OR balance <> 0) AND (${wanted}) ORDER BY kind, owner, code, currency`;
  return wanted === "1" ? allRows(db, sql) : allRows(db, sql, JSON.stringify(names), JSON.stringify(owners));
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
    overdue: countOf(
      db,
      "SELECT count(*) AS count FROM voucher WHERE status IN (1, 2, 6) AND expires_at <= ?",
      Date.now(),
    ),
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

function countOf(db: DatabaseSync, sql: string, ...values: number[]): number {
  return firstRow<{ count: number }>(db, sql, ...values)?.count ?? 0;
}
