import type { Construct } from "constructs";
import { clusterAddress, placeOf, portNumber, serviceHost } from "../../../constructs/address.ts";
import { addGeneratedSecret } from "../../../constructs/generated-secret.ts";
import { addJob } from "../../../constructs/job.ts";
import { addInternalFlows, addOutsideFlow } from "../../../constructs/network-policy.ts";
import { MAIN } from "../../../constructs/workload.ts";
import { programArgs } from "../../own-program.ts";
import { serviceAddressOf, serviceOf } from "../../platform/database.ts";
import { type BuildChart, OWN_USER, type ProductContext } from "../../spi/index.ts";
import { addCore } from "./core.ts";
import { databaseSecrets } from "./databases.ts";
import { CALLING_BACK, internalFlows } from "./flows.ts";
import { addFullChart, fullChartAddresses } from "./full-chart.ts";
import { OWN_CONTAINER, ownFiles } from "./own-container.ts";
import { addAdapter, addSimulator } from "./own-servers.ts";
import type { Plan } from "./plan.ts";
import { servicesOf } from "./services.ts";
import {
  type HubAddresses,
  type HubSetup,
  type MojaloopOptions,
  SIMULATED,
  type TopicSettings,
} from "./settings.ts";
import { FULL_TOPICS, TOPICS } from "./topics.ts";

type Context = ProductContext<MojaloopOptions>;

const PARTITIONS = { demo: 1, district: 6, national: 12 } as const;
/** The simulated institutions' own limits and funds. */
const SIMULATED_CAP = 1_000_000;

/** The hub, as services of our own manifests or as upstream's chart, and in front of it the adapter. */
const build: BuildChart<MojaloopOptions> = (scope, context) => {
  const { stack, part } = context;
  const isFull = stack.size === "national";
  const secret = addGeneratedSecret(scope, {
    name: `${part.name}-databases`,
    values: databaseSecrets(),
    rotatable: true,
  });
  const plan: Plan = {
    context,
    hub: { ...(isFull ? fullChartAddresses(context) : coreAddresses(context)), ...given(context) },
    broker: serviceAddressOf(context, "kafka"),
    database: {
      image: context.image("client"),
      server: serviceOf(scope, context, "mysql"),
      secret,
      release: part.release.version,
    },
  };
  addTopics(scope, plan);
  if (isFull) addFullChart(scope, plan);
  else addCore(scope, plan);
  addAdapter(scope, plan);
  if (context.options.simulatedDfsps && !isFull) addSimulator(scope, plan);
  addSetup(scope, plan);
  if (!isFull) addFlows(scope, context);
};

function coreAddresses({ stack, part }: Context): HubAddresses {
  const at = (port: string) => clusterAddress(stack, part.name, port);
  return {
    ledger: at("ledger"),
    transfers: at("transfers"),
    lookup: at("lookup"),
    lookupAdmin: at("lookup-admin"),
    quotes: at("quotes"),
    oracle: at("oracle"),
    settlement: at("settlement"),
  };
}

/** The addresses that the profile names. */
function given({ options }: Context): Partial<HubAddresses> {
  const named = Object.entries(options.addresses).filter(([, url]) => url !== undefined);
  return Object.fromEntries(named.map(([service, url]) => [service, url?.replace(/\/$/, "")]));
}

function addTopics(scope: Construct, plan: Plan): void {
  const { stack, options } = plan.context;
  const settings: TopicSettings = {
    broker: plan.broker,
    topics: stack.size === "national" ? FULL_TOPICS : TOPICS,
    partitions: options.partitions ?? PARTITIONS[stack.size],
  };
  addProgramJob(scope, plan, "topics", settings);
}

/** A job of one of our programs, which is named as the program. */
function addProgramJob(scope: Construct, plan: Plan, program: string, settings: unknown): void {
  addJob(scope, plan.context, {
    component: program,
    user: OWN_USER,
    volumes: [ownFiles(scope, plan, program, settings)],
    containers: [
      {
        ...OWN_CONTAINER,
        name: program,
        image: plan.context.image("own"),
        args: programArgs("mojaloop", program),
        resources: { cpu: "10m", memory: "64Mi" },
      },
    ],
  });
}

/** The job that makes accounts, oracle and participants. */
function addSetup(scope: Construct, plan: Plan): void {
  const { stack, part, options } = plan.context;
  const { payer, participants, parties } = options;
  const host = `http://${serviceHost(part, "hub")}:${portNumber(part, "hub")}`;
  const simulators = `http://${serviceHost(part, "dfsps")}:${portNumber(part, "dfsps")}`;
  const simulated = options.simulatedDfsps && stack.size !== "national";
  const setup: HubSetup = {
    currency: stack.country.currency,
    hub: plan.hub,
    dfsps: [
      { name: payer.fsp, url: host, netDebitCap: payer.netDebitCap, funds: payer.funds, parties: [] },
      ...participants.map((each) => ({ ...each, funds: 0, parties: [] })),
      ...(simulated ? SIMULATED : []).map((name, index) => ({
        name,
        url: `${simulators}/${name}`,
        netDebitCap: SIMULATED_CAP,
        funds: SIMULATED_CAP,
        parties: index === 1 ? parties : [],
      })),
    ],
  };
  addProgramJob(scope, plan, "bootstrap", setup);
}

function addFlows(scope: Construct, context: Context): void {
  const { stack, part, options } = context;
  const simulator = options.simulatedDfsps ? ["simulator"] : [];
  const components = [MAIN, ...Object.keys(servicesOf(stack.size)), ...simulator];
  const ports = { hub: portNumber(part, "hub"), simulator: portNumber(part, "dfsps") };
  addInternalFlows(scope, context, internalFlows(components, ports));
  for (const from of CALLING_BACK.filter((component) => components.includes(component))) {
    for (const place of new Map(
      options.participants.map(({ url }) => [new URL(url).host, placeOf(new URL(url))]),
    ).values()) {
      addOutsideFlow(scope, context, { from, ...place });
    }
  }
}

export default build;
