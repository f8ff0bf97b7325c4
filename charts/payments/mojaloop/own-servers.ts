import type { Construct } from "constructs";
import { mediatorAddress, portNumber } from "../../../constructs/address.ts";
import { addGeneratedSecret } from "../../../constructs/generated-secret.ts";
import { addOutsideFlow } from "../../../constructs/network-policy.ts";
import { addVolumeClaim } from "../../../constructs/volume-claim.ts";
import { addWorkload, MAIN } from "../../../constructs/workload.ts";
import { OWN_CONTAINER, OWN_USER, ownFiles, SETTINGS_FOLDER } from "./own-container.ts";
import { type Plan, resourcesOf } from "./plan.ts";
import { type AdapterSettings, SIMULATED, type SimulatorSettings } from "./settings.ts";

const DATA = "/data";
const SECRETS = "/run/secrets/country-stack";

/** Adds the adapter: one server with its volume, at one port for GovStack and another one for the hub. */
export function addAdapter(scope: Construct, plan: Plan): void {
  const { context, hub } = plan;
  const { stack, part, options, footprint } = context;
  const [port, hubPort] = [portNumber(part, "api"), portNumber(part, "hub")];
  const mediator = mediatorAddress(stack, part);
  const origins = mediator === undefined ? [] : [mediator];
  const settings: AdapterSettings = {
    port,
    hubPort,
    dataFolder: DATA,
    fsp: options.payer.fsp,
    currency: stack.country.currency,
    hub,
    authorization: options.authorization,
    callbackOrigins: [...origins, ...options.callbackOrigins],
  };
  const data = `${part.name}-data`;
  addVolumeClaim(scope, {
    name: data,
    storage: footprint.storage,
    storageClass: part.overrides.storageClass,
  });
  const { replicas, ...resources } = resourcesOf(plan, MAIN);
  addWorkload(scope, context, {
    component: MAIN,
    kind: "StatefulSet",
    replicas,
    user: OWN_USER,
    ports: { api: port, hub: hubPort },
    volumes: [
      { name: "data", claim: data },
      { name: "tmp", emptyDir: { size: "16Mi" } },
      ownFiles(scope, plan, "adapter", settings),
    ],
    containers: [
      {
        ...OWN_CONTAINER,
        name: "adapter",
        image: context.image("own"),
        args: ["pod", "mojaloop", "adapter", "--config", `${SETTINGS_FOLDER}/config.json`],
        ports: { api: port, hub: hubPort },
        resources,
        mounts: [...OWN_CONTAINER.mounts, { volume: "data", path: DATA }, { volume: "tmp", path: "/tmp" }],
        startup: { http: { path: "/healthcheck", port }, period: 2, failures: 60 },
        liveness: { http: { path: "/healthcheck", port }, failures: 6, timeout: 5 },
        readiness: { http: { path: "/readyz", port }, period: 5, timeout: 5 },
      },
    ],
  });
  for (const origin of options.callbackOrigins)
    addOutsideFlow(scope, context, { from: MAIN, ...placeOf(origin) });
}

/** Adds the simulated institutions: one server for both. */
export function addSimulator(scope: Construct, plan: Plan): void {
  const { context, hub } = plan;
  const { part, options } = context;
  const port = portNumber(part, "dfsps");
  const secret = addGeneratedSecret(scope, {
    name: `${part.name}-simulator`,
    values: { fulfilments: { generate: "password", length: 40 } },
    rotatable: true,
  });
  const { transfers, lookup, quotes } = hub;
  const [payer, payee] = SIMULATED;
  const settings: SimulatorSettings = {
    port,
    hub: { transfers, lookup, quotes },
    secretFile: `${SECRETS}/fulfilments`,
    dfsps: [
      { name: payer, parties: [] },
      { name: payee, parties: options.parties },
    ],
  };
  const { replicas, ...resources } = resourcesOf(plan, "simulator");
  addWorkload(scope, context, {
    component: "simulator",
    kind: "Deployment",
    replicas,
    user: OWN_USER,
    ports: { dfsps: port },
    volumes: [ownFiles(scope, plan, "institutions", settings)],
    containers: [
      {
        ...OWN_CONTAINER,
        name: "simulator",
        image: context.image("own"),
        args: ["pod", "mojaloop", "simulator", "--config", `${SETTINGS_FOLDER}/config.json`],
        ports: { dfsps: port },
        resources,
        secrets: [{ secret, folder: SECRETS }],
        liveness: { tcp: port, failures: 6 },
        readiness: { http: { path: "/health", port }, period: 5 },
      },
    ],
  });
}

/** The host and port of a URL. */
export function placeOf(url: string): { readonly host: string; readonly port: number } {
  const { hostname, port, protocol } = new URL(url);
  return { host: hostname, port: Number(port) || (protocol === "http:" ? 80 : 443) };
}
