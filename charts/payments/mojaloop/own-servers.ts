import type { Construct } from "constructs";
import { mediatorAddress, placeOf, portNumber } from "../../../constructs/address.ts";
import { addGeneratedSecret } from "../../../constructs/generated-secret.ts";
import { addOutsideFlow } from "../../../constructs/network-policy.ts";
import { addDataClaim } from "../../../constructs/volume-claim.ts";
import { addWorkload, MAIN } from "../../../constructs/workload.ts";
import { programArgs } from "../../own-program.ts";
import { OWN_USER } from "../../spi/index.ts";
import { OWN_CONTAINER, ownFiles } from "./own-container.ts";
import { type Plan, resourcesOf } from "./plan.ts";
import { type AdapterSettings, SIMULATED, type SimulatorSettings } from "./settings.ts";

const DATA = "/data";
const SECRETS = "/run/secrets/country-stack";

/** Adds the adapter: one server with its volume, at one port for GovStack and another one for the hub. */
export function addAdapter(scope: Construct, plan: Plan): void {
  const { context, hub } = plan;
  const { stack, part, options } = context;
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
  const data = addDataClaim(scope, context);
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
        args: programArgs("mojaloop", "adapter"),
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
    addOutsideFlow(scope, context, { from: MAIN, ...placeOf(new URL(origin)) });
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
        args: programArgs("mojaloop", "simulator"),
        ports: { dfsps: port },
        resources,
        secrets: [{ secret, folder: SECRETS }],
        liveness: { tcp: port, failures: 6 },
        readiness: { http: { path: "/health", port }, period: 5 },
      },
    ],
  });
}
