import type { DatabaseSync } from "node:sqlite";
import {
  addInstance,
  findInstance,
  type NewInstance,
  newInstanceId,
  type StoredInstance,
} from "./instances.ts";
import { runStep, type Signal } from "./run-step.ts";
import { saveStep } from "./save-step.ts";
import type { Values } from "./values.ts";
import type { Workflow } from "./workflow.ts";

/** With what an instance goes on. */
export interface Push {
  readonly signal: Signal;
  /** What it knows from then on, beside what it knew. */
  readonly values: Values;
  /** Written with the step, in one transaction. */
  readonly write: (db: DatabaseSync) => void;
}

/**
 * Starts an instance and lets it run to where it waits first; both are stored in one transaction, with what `write` adds.
 * Its id.
 */
export async function startInstance(
  workflow: Workflow,
  instance: Omit<NewInstance, "id">,
  write: (db: DatabaseSync, id: number) => void,
): Promise<number> {
  const id = newInstanceId();
  const plan = workflow.planOfRevision(instance.process, instance.revision);
  const result = await runStep(plan, instance.values, undefined);
  await workflow.store.write((db) => {
    addInstance(db, { ...instance, id });
    saveStep(db, id, plan, instance.values, result);
    write(db, id);
  });
  workflow.wake();
  return id;
}

/**
 * Lets an instance go on: its due timers, and then with `push`. The caller has its turn. Tells whether the task of the push
 * was still waited for; else nothing of the push was written.
 */
export async function goOn(workflow: Workflow, id: number, push?: Push): Promise<boolean> {
  const instance = workflow.store.read((db) => findInstance(db, id));
  if (instance?.state !== "running") return false;
  const isDue = instance.timerAt !== null && instance.timerAt <= Date.now();
  if (push === undefined || isDue) {
    await step(workflow, instance);
    return push === undefined ? true : goOn(workflow, id, push);
  }
  return step(workflow, instance, push);
}

async function step(workflow: Workflow, instance: StoredInstance, push?: Push): Promise<boolean> {
  // One of a seed has no state yet: its first step begins it.
  const { id, process, revision, engine } = instance;
  const plan = workflow.planOfRevision(process, revision);
  const values = { ...instance.values, ...push?.values };
  const result = await runStep(plan, values, engine || undefined, push?.signal);
  if (!result.isTaken && result.outcome === "running") return false;
  await workflow.store.write((db) => {
    saveStep(db, id, plan, values, result);
    if (result.isTaken) push?.write(db);
  });
  workflow.wake();
  return result.isTaken;
}
