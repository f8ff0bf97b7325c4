import { addReferenceServer } from "../../reference-server.ts";
import type { BuildChart } from "../../spi/index.ts";
import { configureRegistries, type RegistriesOptions } from "./config.ts";

/** The registries' objects: one StatefulSet with its volume, configuration and Service. */
const build: BuildChart<RegistriesOptions> = (scope, context) =>
  addReferenceServer(scope, context, configureRegistries);

export default build;
