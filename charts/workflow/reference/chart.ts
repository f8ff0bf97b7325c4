import { addReferenceServer } from "../../reference-server.ts";
import type { BuildChart } from "../../spi/index.ts";
import { configureWorkflow } from "./config.ts";
import type { WorkflowOptions } from "./options.ts";

/** The workflow server's objects: one StatefulSet with its volume, configuration and Service. */
const build: BuildChart<WorkflowOptions> = (scope, context) =>
  addReferenceServer(scope, context, configureWorkflow);

export default build;
