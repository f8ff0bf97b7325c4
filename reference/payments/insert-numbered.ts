import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { firstRow } from "../sql.ts";

/** Inserts a row with a number of its own, and says which. The statement ends with `RETURNING number`. */
export function insertNumbered(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): number {
  const row = firstRow<{ number: number }>(db, sql, ...values);
  if (row === undefined) throw new Error("the store gave a row no number");
  return row.number;
}
