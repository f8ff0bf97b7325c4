import type { Suite } from "../../check.ts";
import { completeChecks } from "./completing.ts";
import { documentChecks } from "./documents.ts";
import { fileListChecks } from "./file-list.ts";
import { fileChecks } from "./files.ts";
import { formChecks, formListChecks, serviceChecks, serviceListChecks } from "./services.ts";
import { statisticsChecks } from "./statistics.ts";
import { submitChecks } from "./submitting.ts";
import { taskChecks, taskListChecks } from "./tasks.ts";
import { updateChecks } from "./updating.ts";

/**
 * The checks of registration. Each one applies, as a person of its own, for a service that the part has, whose form it
 * fills in by what the form says (docs/adr/0017). The specification has no way to take an application back: a fixture
 * may say how, else it stays behind.
 */
const suite: Suite = {
  block: "registration",
  specification: "Registration API 0.1.1, statistics 1.0.0",
  checks: [
    ...serviceListChecks,
    ...serviceChecks,
    ...formListChecks,
    ...formChecks,
    ...submitChecks,
    ...documentChecks,
    ...fileListChecks,
    ...fileChecks,
    ...updateChecks,
    ...taskListChecks,
    ...taskChecks,
    ...completeChecks,
    ...statisticsChecks,
  ],
};

export default suite;
