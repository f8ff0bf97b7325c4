import type { Suite } from "../../check.ts";
import { callChecks } from "./calls.ts";
import { changeChecks, deleteChecks } from "./changing.ts";
import { addChecks, getChecks, listChecks } from "./processes.ts";
import { startChecks } from "./running.ts";
import { instanceChecks, instanceListChecks, stopChecks } from "./watching.ts";

/**
 * The checks of workflow. Each one has processes of its own, which it deletes, and instances, which it stops: the
 * specification has no way to remove these.
 */
const suite: Suite = {
  block: "workflow",
  specification: "Workflow API 1.0.0",
  checks: [
    ...listChecks,
    ...addChecks,
    ...getChecks,
    ...changeChecks,
    ...deleteChecks,
    ...startChecks,
    ...instanceListChecks,
    ...instanceChecks,
    ...stopChecks,
    ...callChecks,
  ],
};

export default suite;
