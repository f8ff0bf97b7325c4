import type { Construct } from "constructs";
import { clusterAddress, portNumber } from "../constructs/address.ts";
import { addConfiguration } from "../constructs/configuration.ts";
import { labelsOf, selectorOf } from "../constructs/labels.ts";
import { addServerWorkload, type MountedSecret } from "../constructs/server-workload.ts";
import { addVolumeClaim } from "../constructs/volume-claim.ts";
import { addCertificate, tlsConfig } from "./part-certificate.ts";
import { type ConfigureReference, HEALTH_PORT, type ProductContext } from "./spi/index.ts";

const CONFIGURATION_FOLDER = "/etc/country-stack";
const DATA_FOLDER = "/data";

/** Adds the objects of a part that one of our reference servers fills. */
export function addReferenceServer<O>(
  scope: Construct,
  context: ProductContext<O>,
  configure: ConfigureReference<O>,
  secrets: readonly MountedSecret[] = [],
): void {
  const { stack, part, footprint } = context;
  const told = configure(context, (to, port) => clusterAddress(stack, to, port, part));
  const config = { ...told, ...tlsConfig(stack, part) };
  const configuration = addConfiguration(scope, `${part.name}-configuration`, config);
  const claim = addVolumeClaim(scope, {
    name: `${part.name}-data`,
    storage: footprint.storage,
    storageClass: part.overrides.storageClass,
  });
  const port = portNumber(part, "api");
  addServerWorkload(scope, {
    name: part.name,
    image: context.image("server"),
    pullSecret: stack.images.pullSecret,
    args: [
      "reference",
      "run",
      "--config",
      `${CONFIGURATION_FOLDER}/${configuration.fileName}`,
      "--data",
      DATA_FOLDER,
      "--port",
      String(port),
    ],
    port,
    healthPort: config.clientAuthentication === "mutual-tls" ? HEALTH_PORT : undefined,
    footprint,
    configuration,
    configurationFolder: CONFIGURATION_FOLDER,
    claim,
    dataFolder: DATA_FOLDER,
    secrets: [...secrets, ...addCertificate(scope, context)],
    selector: selectorOf(part),
    labels: labelsOf(stack, part),
    healthPath: "/healthcheck",
    readyPath: "/readyz",
  });
}
