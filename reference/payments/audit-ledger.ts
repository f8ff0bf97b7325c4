import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow } from "../sql.ts";

/** What is known of the postings up to a transfer: postings are only ever added. */
interface Audited {
  transfer: number;
  /** The sum of an account's postings. */
  readonly sums: Map<number, number>;
  /** {@link weigh} of all sums. */
  weight: number;
  /** What was wrong with transfers. */
  readonly uneven: string[];
}

const audits = new WeakMap<DatabaseSync, Audited>();

/**
 * What is wrong with the books; nothing, as long as this server kept them. Every posting is looked at once in the life of
 * the process; what accounts hold is weighed each time, and looked at one by one where the weight is another one.
 */
export function auditLedger(db: DatabaseSync): string[] {
  const audited = audits.get(db) ?? { transfer: 0, sums: new Map<number, number>(), weight: 0, uneven: [] };
  audits.set(db, audited);
  goOn(db, audited);
  const below = allRows<{ number: number }>(db, "SELECT number FROM account WHERE balance < floor");
  return [
    ...unequalAccounts(db, audited).map(
      (number) => `account ${number} does not hold the sum of its postings`,
    ),
    ...audited.uneven,
    ...below.map(({ number }) => `account ${number} holds less than it may`),
    ...auditPurposes(db),
  ];
}

const PRIME = 1_000_003;

/** Of an account: differs for each account that holds another amount. Small enough that a million of them add up. */
const weigh = (number: number, amount: number): number => ((amount % PRIME) * (number % PRIME)) % PRIME;

function unequalAccounts(db: DatabaseSync, { sums, weight }: Audited): number[] {
  const sql = `SELECT coalesce(sum(((balance % ${PRIME}) * (number % ${PRIME})) % ${PRIME}), 0) AS weight FROM account`;
  if (firstRow<{ weight: number }>(db, sql)?.weight === weight) return [];
  const accounts = allRows<{ number: number; balance: number }>(db, "SELECT number, balance FROM account");
  return accounts
    .filter(({ number, balance }) => balance !== (sums.get(number) ?? 0))
    .map(({ number }) => number);
}

/** Adds the transfers that came since: each has two postings of one currency that add up to nothing. */
function goOn(db: DatabaseSync, audited: Audited): void {
  const { sums, transfer: from } = audited;
  const uneven = allRows<{ transfer: number }>(
    db,
    `SELECT p.transfer FROM posting p JOIN account a ON a.number = p.account WHERE p.transfer > ?
     GROUP BY p.transfer HAVING sum(p.amount) <> 0 OR min(a.currency) <> max(a.currency) OR count(*) <> 2`,
    from,
  );
  audited.uneven.push(
    ...uneven.map(({ transfer }) => `the postings of transfer ${transfer} do not add up to nothing`),
  );
  const changes = allRows<{ account: number; amount: number; last: number }>(
    db,
    // With its plus the grouping cannot choose the index by account, and read all postings for the few that are new.
    "SELECT account, sum(amount) AS amount, max(transfer) AS last FROM posting WHERE transfer > ? GROUP BY +account",
    from,
  );
  for (const { account, amount, last } of changes) {
    const before = sums.get(account) ?? 0;
    sums.set(account, before + amount);
    audited.weight += weigh(account, before + amount) - weigh(account, before);
    audited.transfer = Math.max(audited.transfer, last);
  }
}

/** What is set aside is what batches and vouchers say that it is for. */
function auditPurposes(db: DatabaseSync): string[] {
  const differing = (kind: "reserved" | "voucher", claims: string) =>
    allRows<{ code: string; balance: number; claimed: number }>(
      db,
      `WITH claims AS (SELECT account, sum(amount) AS amount FROM (${claims}) GROUP BY account)
       SELECT a.code, a.balance, coalesce(c.amount, 0) AS claimed FROM account a
       JOIN account p ON p.kind = 'payer' AND p.owner = a.owner AND p.code = a.code AND p.currency = a.currency
       LEFT JOIN claims c ON c.account = p.number
       WHERE a.kind = '${kind}' AND a.balance <> coalesce(c.amount, 0)`,
    ).map(({ code, balance, claimed }) => `${kind} ${code} holds ${balance}, and ${claimed} is claimed`);
  return [
    ...differing("reserved", "SELECT account, amount FROM reservation"),
    ...differing("voucher", "SELECT payer_account AS account, amount FROM voucher WHERE status IN (2, 6)"),
  ];
}
