import { addReferenceServer } from "../../reference-server.ts";
import type { BuildChart } from "../../spi/index.ts";
import { configureRegistration, type RegistrationOptions } from "./config.ts";

/** The registration server's objects: one StatefulSet with its volume, configuration and Service. */
const build: BuildChart<RegistrationOptions> = (scope, context) =>
  addReferenceServer(scope, context, configureRegistration);

export default build;
