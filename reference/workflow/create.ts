import { join } from "node:path";
import type { CreateBlockServer } from "../block-server.ts";
import type { Call, Operation } from "../operation.ts";
import { Outbound } from "../outbound.ts";
import { createServer } from "../server.ts";
import { Store } from "../store.ts";
import { whyRefused } from "../target-address.ts";
import { recordAudit } from "./audit.ts";
import { developmentOperations } from "./development-operation.ts";
import { instanceOperations } from "./instance-operations.ts";
import { removeEnded } from "./instances.ts";
import { MIGRATIONS } from "./migrations.ts";
import { processOperations } from "./process-operations.ts";
import { loadSeed, readSeed } from "./seed.ts";
import { readSettings, type WorkflowSettings } from "./settings.ts";
import { taskOperations } from "./task-operations.ts";
import { createCaller, createClock } from "./workers.ts";
import { Workflow } from "./workflow.ts";

/** The version of GovStack's Workflow API file that is served. */
const API_VERSION = "1.0.0";
/** The store's file in the data folder. */
const FILE = "workflow.sqlite";
const SWEEP_MS = 10 * 60_000;
const DAY = 24 * 3_600_000;

/**
 * GovStack's Workflow (1.0.0): keeps BPMN processes, and runs instances of them that survive a crash: tasks of people, calls
 * of services through the mediator, choices and timers.
 */
export const createWorkflow: CreateBlockServer = (config, dataFolder, durability) => {
  const settings = readSettings(config);
  const judge = settings.allowLoopbackTargets ? () => undefined : whyRefused;
  const seed = config.seed === undefined ? undefined : readSeed(config.seed, judge);
  const file = dataFolder === ":memory:" ? dataFolder : join(dataFolder, FILE);
  const store = new Store(file, MIGRATIONS, durability);
  const workflow = new Workflow(store, settings, config);
  const outbound = new Outbound(settings.allowLoopbackTargets, config.tls);
  const caller = createCaller(workflow, outbound);
  const clock = createClock(workflow);
  workflow.onWork = () => {
    caller.wake();
    clock.wake();
  };
  store.initialize((db) => {
    removeEnded(db, Date.now() - settings.keepInstanceDays * DAY);
    if (seed !== undefined) loadSeed(db, seed);
  });
  const app = createServer({
    title: "GovStack Workflow",
    version: API_VERSION,
    operations: [
      ...processOperations(workflow),
      ...instanceOperations(workflow),
      ...taskOperations(workflow),
      ...developmentOperations(workflow),
    ],
    formatError: ({ code, message }, correlationId) => ({ code, message, correlationId }),
    onAnswer: (operation, call, status) => auditRefusal(store, operation, call, status),
  });
  const sweeping = setInterval(() => void sweep(store, settings), SWEEP_MS);
  sweeping.unref();
  workflow.wake();
  return {
    app,
    close: async () => {
      clearInterval(sweeping);
      await caller.close();
      await clock.close();
      outbound.close();
      store.close();
    },
  };
};

async function sweep(store: Store, { keepInstanceDays }: WorkflowSettings): Promise<void> {
  await store
    .write((db) => removeEnded(db, Date.now() - keepInstanceDays * DAY))
    .catch((error: unknown) => complain(`sweep: ${String(error)}`));
}

/** What is done is noted in its own transaction; a refusal has none. */
async function auditRefusal(store: Store, operation: Operation, call: Call, status: number): Promise<void> {
  if (status < 400) return;
  await store
    .write((db) => recordAudit(db, call, operation.id, status))
    .catch((error: unknown) => complain(`audit log: ${String(error)}`));
}

function complain(message: string): void {
  process.stderr.write(`${JSON.stringify({ level: "error", message })}\n`);
}
