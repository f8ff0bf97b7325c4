import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow, runSql } from "../sql.ts";

/** A task of a person that is open. */
export interface OpenTask {
  readonly id: string;
  readonly instance: number;
  readonly activity: string;
  readonly name: string;
  readonly since: number;
}

/** A task of a person, whatever became of it. */
export interface StoredTask extends OpenTask {
  readonly execution: string;
  readonly state: "open" | "completed" | "withdrawn";
  readonly completePrint: string | null;
}

const FACTS = "id, instance, activity, name, since";

/** The open tasks, of all instances or of one, the oldest first. */
export function listOpenTasks(db: DatabaseSync, instance?: number): OpenTask[] {
  const all = `SELECT ${FACTS} FROM task WHERE state = 'open'`;
  if (instance === undefined) return allRows(db, `${all} ORDER BY since, id`);
  return allRows(db, `${all} AND instance = ? ORDER BY since, id`, instance);
}

/** The task of this id. */
export function findTask(db: DatabaseSync, id: string): StoredTask | undefined {
  const sql = `SELECT ${FACTS}, execution, state, complete_print AS completePrint FROM task WHERE id = ?`;
  return firstRow(db, sql, id);
}

/** Writes down who has done a task. */
export function completeTask(
  db: DatabaseSync,
  { id }: StoredTask,
  by: { readonly completedBy: string; readonly print: string },
): void {
  runSql(
    db,
    "UPDATE task SET state = 'completed', completed_at = ?, completed_by = ?, complete_print = ? WHERE id = ?",
    Date.now(),
    by.completedBy,
    by.print,
    id,
  );
}
