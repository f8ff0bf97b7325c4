import type { Outbound } from "../outbound.ts";
import { Worker } from "../worker.ts";
import { type DueCall, findDueCalls, nextCallAt } from "./calls.ts";
import { goOn } from "./go-on.ts";
import { findDueTimers, nextTimerAt } from "./instances.ts";
import { makeCall } from "./make-call.ts";
import type { Workflow } from "./workflow.ts";

const CALLS_AT_A_TIME = 16;
const TIMERS_AT_A_TIME = 4;

/** Makes the worker of service tasks: the queue is the store. */
export function createCaller(workflow: Workflow, outbound: Outbound): Worker<DueCall> {
  const { store } = workflow;
  return new Worker({
    due: (now, limit) => store.read((db) => findDueCalls(db, now, limit)),
    next: () => store.read(nextCallAt),
    keyOf: ({ id }) => String(id),
    run: (due, stop) => makeCall(workflow, outbound, due, stop),
    width: CALLS_AT_A_TIME,
  });
}

/** Makes the worker of timers. */
export function createClock(workflow: Workflow): Worker<{ readonly id: number }> {
  const { store } = workflow;
  return new Worker({
    due: (now, limit) => store.read((db) => findDueTimers(db, now, limit)),
    next: () => store.read(nextTimerAt),
    keyOf: ({ id }) => String(id),
    run: async ({ id }) => {
      await workflow.turns.take(id, () => goOn(workflow, id));
    },
    width: TIMERS_AT_A_TIME,
  });
}
