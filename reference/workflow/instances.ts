import { randomInt } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow, runSql } from "../sql.ts";
import type { Values } from "./values.ts";

const LARGEST_ID = 2 ** 48 - 1;

/** What an instance can be; only `running` goes on. */
export type InstanceState = "running" | "completed" | "stopped" | "failed";

/** An instance, without what only the engine reads. */
export interface InstanceFacts {
  readonly id: number;
  readonly process: string;
  readonly state: InstanceState;
  readonly createdAt: number;
  readonly changedAt: number;
}

/** An instance with all that a step needs. */
export interface StoredInstance extends InstanceFacts {
  readonly revision: number;
  readonly startedBy: string;
  readonly startPrint: string;
  readonly values: Values;
  readonly engine: string;
  readonly timerAt: number | null;
  readonly correlationId: string;
}

/** A new instance; its state and what follows from it are written with its first step. */
export interface NewInstance {
  readonly id: number;
  readonly process: string;
  readonly revision: number;
  readonly startedBy: string;
  readonly startKey: string | undefined;
  readonly startPrint: string;
  readonly values: Values;
  readonly correlationId: string;
}

const FACTS = "id, process, state, created_at AS createdAt, changed_at AS changedAt";
const ALL = `${FACTS}, revision, started_by AS startedBy, start_print AS startPrint, vals, engine, timer_at AS timerAt,
  correlation_id AS correlationId`;

type Row = Omit<StoredInstance, "values"> & { readonly vals: string };

/** The instances of all processes or of one, the oldest first. */
export function listInstances(db: DatabaseSync, process: string | null): InstanceFacts[] {
  if (process === null) return allRows(db, `SELECT ${FACTS} FROM instance ORDER BY created_at, id`);
  return allRows(db, `SELECT ${FACTS} FROM instance WHERE process = ? ORDER BY created_at, id`, process);
}

/** The instance of this id. */
export function findInstance(db: DatabaseSync, id: number): StoredInstance | undefined {
  return instanceOf(firstRow<Row>(db, `SELECT ${ALL} FROM instance WHERE id = ?`, id));
}

/** The instance that was started with this key. */
export function findStarted(db: DatabaseSync, process: string, key: string): StoredInstance | undefined {
  return instanceOf(
    firstRow<Row>(db, `SELECT ${ALL} FROM instance WHERE process = ? AND start_key = ?`, process, key),
  );
}

function instanceOf(row: Row | undefined): StoredInstance | undefined {
  if (row === undefined) return undefined;
  const { vals, ...rest } = row;
  return { ...rest, values: JSON.parse(vals) as Values };
}

/** An id that nobody guesses, and that JSON's numbers hold. */
export function newInstanceId(): number {
  return randomInt(1, LARGEST_ID);
}

/** Lets the clock begin an instance that was added without a first step. */
export function beginLater(db: DatabaseSync, id: number): void {
  runSql(db, "UPDATE instance SET timer_at = created_at WHERE id = ?", id);
}

/** Adds an instance that runs. */
export function addInstance(db: DatabaseSync, instance: NewInstance): void {
  const now = Date.now();
  runSql(
    db,
    `INSERT INTO instance (id, process, revision, started_by, start_key, start_print, state, vals, engine, correlation_id,
       created_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, 'running', ?, '', ?, ?, ?)`,
    instance.id,
    instance.process,
    instance.revision,
    instance.startedBy,
    instance.startKey ?? null,
    instance.startPrint,
    JSON.stringify(instance.values),
    instance.correlationId,
    now,
    now,
  );
}

/** Ends an instance: nothing waits for it any more. */
export function endInstance(
  db: DatabaseSync,
  id: number,
  state: Exclude<InstanceState, "running">,
  reason: string | undefined,
): void {
  const now = Date.now();
  runSql(
    db,
    "UPDATE instance SET state = ?, reason = ?, engine = '', timer_at = NULL, changed_at = ?, ended_at = ? WHERE id = ?",
    state,
    reason ?? null,
    now,
    now,
    id,
  );
  runSql(db, "UPDATE task SET state = 'withdrawn' WHERE instance = ? AND state = 'open'", id);
  runSql(db, "DELETE FROM call WHERE instance = ?", id);
}

/** Instances of which a timer is due. */
export function findDueTimers(db: DatabaseSync, now: number, limit: number): { readonly id: number }[] {
  return allRows(db, "SELECT id FROM instance WHERE timer_at <= ? ORDER BY timer_at LIMIT ?", now, limit);
}

/** When the next timer is due. */
export function nextTimerAt(db: DatabaseSync): number | undefined {
  const sql = "SELECT MIN(timer_at) AS at FROM instance WHERE timer_at IS NOT NULL";
  return firstRow<{ at: number | null }>(db, sql)?.at ?? undefined;
}

/** Removes instances that have ended before that time. */
export function removeEnded(db: DatabaseSync, before: number): void {
  runSql(db, "DELETE FROM instance WHERE ended_at <= ?", before);
}
