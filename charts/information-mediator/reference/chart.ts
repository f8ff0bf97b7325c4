import { addReferenceServer } from "../../reference-server.ts";
import type { BuildChart } from "../../spi/index.ts";
import { configureMediator, type MediatorOptions } from "./config.ts";

/** The mediator's objects: one StatefulSet with its volume, configuration and Service. */
const build: BuildChart<MediatorOptions> = (scope, context) =>
  addReferenceServer(scope, context, configureMediator);

export default build;
