import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow, runSql } from "../sql.ts";

/** A bill. Amounts are minor units of the country's currency; times are milliseconds since 1970. */
export interface Bill {
  readonly biller: string;
  readonly id: string;
  readonly amount: number;
  /** Due after the day. */
  readonly lateAmount: number;
  readonly dueAt: number | null;
  readonly status: "UNPAID" | "PENDING" | "PAID";
}

const COLUMNS = "biller, id, amount, late_amount AS lateAmount, due_at AS dueAt, status";

/** Names of billers have 10 characters in GovStack's messages. */
const LONGEST_NAME = 10;

/** The bill of that id; where several billers have one, the tenant's. */
export function findBill(db: DatabaseSync, id: string, tenant: string): Bill | undefined {
  const sql = `SELECT ${COLUMNS} FROM bill b WHERE id = ?
    AND EXISTS (SELECT 1 FROM biller WHERE biller.id = b.biller AND closed = 0)`;
  const found = allRows<Bill>(db, sql, id);
  return found.length === 1 ? found[0] : found.find(({ biller }) => biller === tenant);
}

/** The bill of a biller. */
export function findBillOf(db: DatabaseSync, biller: string, id: string): Bill | undefined {
  return firstRow<Bill>(db, `SELECT ${COLUMNS} FROM bill WHERE biller = ? AND id = ?`, biller, id);
}

/** Keeps a bill as it is said to be; what is paid here, or being paid, stays so. */
export function saveBill(db: DatabaseSync, bill: Bill): void {
  const { biller, id, amount, lateAmount, dueAt, status } = bill;
  runSql(
    db,
    `INSERT INTO bill (biller, id, amount, late_amount, due_at, status) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (biller, id) DO UPDATE SET amount = excluded.amount, late_amount = excluded.late_amount,
       due_at = excluded.due_at, status = excluded.status WHERE status = 'UNPAID'`,
    biller,
    id,
    amount,
    lateAmount,
    dueAt,
    status,
  );
}

/** Notes where a bill is on its way to being paid. */
export function setBillStatus(
  db: DatabaseSync,
  bill: Pick<Bill, "biller" | "id">,
  status: Bill["status"],
): void {
  runSql(db, "UPDATE bill SET status = ? WHERE biller = ? AND id = ?", status, bill.biller, bill.id);
}

/** What is due on a bill at a time. */
export function dueAmount({ amount, lateAmount, dueAt }: Bill, now: number): number {
  return dueAt !== null && now > dueAt ? lateAmount : amount;
}

/** A bill as Bill Inquiry Response has it; its date is seconds since 1970. */
export function describeBill(bill: Bill, billerName: string): Record<string, unknown> {
  return {
    billerId: bill.biller,
    billerName: billerName.slice(0, LONGEST_NAME),
    billStatus: bill.status,
    ...(bill.dueAt === null ? {} : { dueDate: Math.floor(bill.dueAt / 1000) }),
    amountonDueDate: bill.amount,
    amountAfterDueDate: bill.lateAmount,
  };
}
