import { addReferenceServer } from "../../reference-server.ts";
import type { BuildChart } from "../../spi/index.ts";
import { configurePayments, type PaymentsOptions } from "./config.ts";

/** The payments' objects: one StatefulSet with its volume, configuration and Service. */
const build: BuildChart<PaymentsOptions> = (scope, context) =>
  addReferenceServer(scope, context, configurePayments);

export default build;
