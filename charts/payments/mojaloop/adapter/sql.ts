import type { DatabaseSync, SQLInputValue } from "node:sqlite";

/** The rows of a query, in the shape that its SQL gives them. */
export function allRows<T>(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): T[] {
  return db.prepare(sql).all(...values) as T[];
}

/** The first row of a query, if it has one. */
export function firstRow<T>(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): T | undefined {
  return db.prepare(sql).get(...values) as T | undefined;
}

/** Runs a statement; how many rows it changed. */
export function runSql(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): number {
  return Number(db.prepare(sql).run(...values).changes);
}
