import type { Suite } from "../../check.ts";
import { batchChecks } from "./batch.ts";
import { callbackChecks, emitChecks } from "./callbacks.ts";
import { singleChecks } from "./single.ts";
import { statusChecks } from "./status.ts";

/**
 * The checks of messaging. Each one has a key and addresses of its own; what has arrived is looked at where a fixture says
 * how (docs/adr/0013). The specification has no way to take a request back, so that its status stays behind.
 */
const suite: Suite = {
  block: "messaging",
  specification: "Messaging API 0.1.1",
  checks: [...singleChecks, ...batchChecks, ...statusChecks, ...callbackChecks, ...emitChecks],
};

export default suite;
