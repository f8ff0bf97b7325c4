import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";

const compiled = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/** All rows of a query. Each text is compiled once per database, so it must not be put together from values. */
export function allRows<T>(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): T[] {
  return statement(db, sql).all(...values) as T[];
}

/** The first row of a query, if there is one. */
export function firstRow<T>(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): T | undefined {
  return statement(db, sql).get(...values) as T | undefined;
}

/** Runs a statement and returns how many rows it changed. */
export function runSql(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): number {
  return Number(statement(db, sql).run(...values).changes);
}

function statement(db: DatabaseSync, sql: string): StatementSync {
  let known = compiled.get(db);
  if (known === undefined) {
    known = new Map();
    compiled.set(db, known);
  }
  const found = known.get(sql) ?? db.prepare(sql);
  known.set(sql, found);
  return found;
}
