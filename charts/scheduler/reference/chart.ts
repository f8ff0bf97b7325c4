import type { Construct } from "constructs";
import { addGeneratedSecret } from "../../../constructs/generated-secret.ts";
import { addOutsideFlow } from "../../../constructs/network-policy.ts";
import type { MountedSecret } from "../../../constructs/server-workload.ts";
import { addReferenceServer } from "../../reference-server.ts";
import type { BuildChart, ConfigureReference, ProductContext, SecretRequest } from "../../spi/index.ts";
import { configureScheduler } from "./config.ts";
import type { SchedulerOptions } from "./options.ts";

const REQUESTORS_FOLDER = "/run/secrets/country-stack/requestors";

/**
 * The scheduler's objects: one StatefulSet with its volume, configuration and Service, a token for each requestor, and
 * the ways to the hosts that alerts may go to.
 */
const build: BuildChart<SchedulerOptions> = (scope, context) => {
  const { stack, part, options } = context;
  addReferenceServer(scope, context, configureInPod, addTokens(scope, context));
  const places = new Map(options.alertHosts.map((place) => [`${place.host}:${place.port}`, place]));
  for (const place of places.values()) addOutsideFlow(scope, { stack, part }, place);
};

function addTokens(scope: Construct, { part, options }: ProductContext<SchedulerOptions>): MountedSecret[] {
  if (options.requestors.length === 0) return [];
  const values: SecretRequest = Object.fromEntries(
    options.requestors.map((id) => [id, { generate: "password", length: 40 } as const]),
  );
  const secret = addGeneratedSecret(scope, { name: `${part.name}-requestors`, values, rotatable: true });
  return [{ secret, folder: REQUESTORS_FOLDER }];
}

/** On loopback nobody has a token, so requestors are in a cluster only. */
const configureInPod: ConfigureReference<SchedulerOptions> = (context, addressOf) => {
  const config = configureScheduler(context, addressOf);
  const requestors = context.options.requestors.map((id) => ({
    id,
    tokenFile: `${REQUESTORS_FOLDER}/${id}`,
  }));
  return {
    ...config,
    settings: { ...config.settings, ...(requestors.length === 0 ? {} : { requestors }) },
  };
};

export default build;
