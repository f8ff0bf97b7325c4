import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { allRows, runSql } from "../sql.ts";
import { endInstance } from "./instances.ts";
import type { Plan } from "./plan.ts";
import type { StepResult, Waiting } from "./run-step.ts";
import type { Values } from "./values.ts";

/** A process that goes round by timers alone leaves the others their time. */
const SHORTEST_WAIT_MS = 20;

/** Writes down where an instance is after a step, with all that waits: its tasks, its calls, its timers. */
export function saveStep(db: DatabaseSync, id: number, plan: Plan, values: Values, result: StepResult): void {
  const now = Date.now();
  for (const { activity, event } of result.happenings)
    runSql(
      db,
      "INSERT INTO happening (instance, at, activity, event) VALUES (?, ?, ?, ?)",
      id,
      now,
      activity,
      event,
    );
  runSql(
    db,
    "UPDATE instance SET vals = ?, engine = ?, timer_at = ?, changed_at = ? WHERE id = ?",
    JSON.stringify(values),
    result.state,
    result.timerAt === undefined ? null : Math.max(Math.ceil(result.timerAt), now + SHORTEST_WAIT_MS),
    now,
    id,
  );
  if (result.outcome !== "running") {
    endInstance(db, id, result.outcome, result.reason);
    return;
  }
  withdraw(db, id, result.waiting);
  for (const waiting of result.waiting) addWaiting(db, id, plan, waiting, now);
}

/** What an instance waits for no longer, such as a task that a timer has interrupted. */
function withdraw(db: DatabaseSync, id: number, waiting: readonly Waiting[]): void {
  const still = new Set(waiting.map(({ execution }) => execution));
  const gone = (table: "task" | "call", where: string) =>
    allRows<{ execution: string }>(
      db,
      `SELECT execution FROM ${table} WHERE instance = ?${where}`,
      id,
    ).filter(({ execution }) => !still.has(execution));
  for (const { execution } of gone("task", " AND state = 'open'"))
    runSql(db, "UPDATE task SET state = 'withdrawn' WHERE instance = ? AND execution = ?", id, execution);
  for (const { execution } of gone("call", ""))
    runSql(db, "DELETE FROM call WHERE instance = ? AND execution = ?", id, execution);
}

function addWaiting(
  db: DatabaseSync,
  id: number,
  plan: Plan,
  { activity, execution }: Waiting,
  now: number,
): void {
  const task = plan.tasks.get(activity);
  if (task?.call !== undefined) {
    runSql(
      db,
      `INSERT INTO call (instance, activity, execution, attempts, since, next_at) VALUES (?, ?, ?, 0, ?, ?)
       ON CONFLICT DO NOTHING`,
      id,
      activity,
      execution,
      now,
      now,
    );
    return;
  }
  runSql(
    db,
    `INSERT INTO task (id, instance, activity, execution, name, state, since) VALUES (?, ?, ?, ?, ?, 'open', ?)
     ON CONFLICT DO NOTHING`,
    randomUUID(),
    id,
    activity,
    execution,
    task?.name ?? activity,
    now,
  );
}
