import type { Block, ReferenceConfig, ServiceIdentifier } from "../charts/spi/index.ts";
import type { CallbackSink } from "../conformance/callback-sink.ts";
import type { Target, UseCase } from "../conformance/check.ts";
import { openLoopbackSink } from "../conformance/loopback-sink.ts";
import type { Call } from "../conformance/mutation/call.ts";
import { type Listener, listen } from "../conformance/mutation/listen.ts";
import { REFERENCE_FIXTURES } from "../conformance/mutation/reference-fixtures.ts";
import { sendCall } from "../conformance/mutation/send-call.ts";
import { runChecks } from "../conformance/runner.ts";
import { type Served, serveReference } from "../reference/serve.ts";

/** What every registry of such a country has. */
const REGISTRIES = ["persons", "households", "programmes", "beneficiaries"];
/** Whom a twin asks as; unknown to every country but that of one test. */
const STRANGER = { memberClass: "GOV", memberCode: "cs-test", applicationId: "none" };
/** Where a part shows all that it holds, to see that nothing is left of a run. */
const HOLDINGS: Partial<Record<Block, string>> = {
  "digital-registries": "/databases",
  consent: "/development/holdings",
  payments: "/development/holdings",
  registration: "/development/holdings",
  scheduler: "/development/holdings",
  workflow: "/development/holdings",
};

/** What is no holding: how often something was called, and money that stays paid. */
const PASSING = new Set(["usedCount", "balances"]);

const open: { servers: Served[]; proxies: Listener[]; sink?: CallbackSink } = { servers: [], proxies: [] };

/** Stops all that the countries of a test have opened. */
export async function closeCountry(): Promise<void> {
  await open.sink?.close();
  delete open.sink;
  for (const proxy of open.proxies.splice(0)) await proxy.close();
  for (const served of open.servers.splice(0)) await served.stop(100);
}

async function serve(role: string, block: Block, settings: ReferenceConfig["settings"] = {}) {
  const identifier: ServiceIdentifier = {
    instance: "XU",
    memberClass: "GOV",
    memberCode: "70001",
    application: role,
  };
  const config: ReferenceConfig = {
    stack: "utopia",
    part: role,
    block,
    environment: "development",
    identifier,
    clientAuthentication: "none",
    institutions: { "GOV/70001": "Ministry of Works" },
    settings,
  };
  const served = await serveReference(config, { host: "127.0.0.1", port: 0, dataFolder: ":memory:" });
  open.servers.push(served);
  const fixtures = REFERENCE_FIXTURES[block];
  const target: Target = {
    part: role,
    block,
    product: "reference",
    url: served.url,
    headers: {},
    client: Object.values(identifier).join("/"),
    ...(fixtures === undefined ? {} : { fixtures }),
  };
  return target;
}

/** What may be otherwise in the country of a test. */
export interface Wishes {
  /** The optional roles that nobody plays. */
  readonly absent?: readonly string[];
  /** The role whose service the ministry has no right to. */
  readonly closed?: string;
  /** Whether an application that nobody knows has every right. */
  readonly stranger?: true;
  /** The role of which nothing is known beyond the specification. */
  readonly bare?: string;
  /** The role that says yes to some calls at the mediator, and does nothing. */
  readonly idle?: { readonly role: string; readonly status: number; readonly when: (call: Call) => boolean };
}

/** The address at which the mediator finds a part. */
async function addressOf(role: string, { url }: Target, { idle }: Wishes): Promise<string> {
  if (idle?.role !== role) return url;
  const { status, when } = idle;
  const yes = { status, headers: { "content-type": "application/json" }, body: "{}" };
  const proxy = await listen(async (call) => ({ answer: when(call) ? yes : await sendCall(url, call) }));
  open.proxies.push(proxy);
  return proxy.url;
}

/** A country of one ministry, whose applications are the roles. */
async function openCountry(useCase: UseCase, wishes: Wishes) {
  const { absent = [], closed, stranger, bare } = wishes;
  // The role whose application calls the others.
  const [{ from: applicationId } = { from: "" }] = useCase.calls;
  const caller = { memberClass: "GOV", memberCode: "70001", applicationId };
  const roles: Record<string, Target> = {};
  const applications = [];
  for (const { id, block } of useCase.roles) {
    if (absent.includes(id)) continue;
    const settings = block === "digital-registries" ? { registries: REGISTRIES } : {};
    const target = await serve(id, block, settings);
    roles[id] = id === bare ? { ...target, fixtures: {} } : target;
    const service = {
      id: block,
      specUrl: `${target.url}/openapi.json`,
      serviceUrl: await addressOf(id, target, wishes),
      rights: [...(id === closed ? [] : [caller]), ...(stranger ? [STRANGER] : [])],
    };
    applications.push({ id, connection: "http", services: [service] });
  }
  const known = { name: "Stranger", class: "GOV", code: "cs-test" };
  const mediator = await serve("mediator", "information-mediator", {
    domain: "utopia.example",
    instance: "XU",
    members: [
      { name: "Ministry of Works", class: "GOV", code: "70001", applications },
      ...(stranger ? [{ ...known, applications: [{ id: "none", connection: "http", services: [] }] }] : []),
    ],
    allowLoopbackTargets: true,
  });
  open.sink = await openLoopbackSink();
  return { roles, mediator, sink: open.sink };
}

/**
 * Tells the stories of these ids, or all, between reference servers of their own; with what the parts hold before and
 * after.
 */
export async function tellStories(useCase: UseCase, wishes: Wishes = {}, ids?: readonly string[]) {
  const { roles, mediator, sink } = await openCountry(useCase, wishes);
  const servicePath = Object.fromEntries(
    Object.entries(roles).map(([id, { client, block }]) => [id, `/r1/${client}/${block}`]),
  );
  const { default: stories } = await useCase.load();
  const chosen = stories.filter(({ id }) => ids === undefined || ids.includes(id));
  const asked = { ...useCase, load: async () => ({ default: chosen }) };
  const before = await holdingsOf(roles);
  const { useCases } = await runChecks({
    targets: [],
    suites: {},
    useCases: [{ useCase: asked, roles, servicePath, mediator }],
    allowWrites: true,
    sink,
    // All servers share one process here, and the machine may have other tests to run.
    timeoutMs: 10_000,
    storyMs: 60_000,
  });
  return { results: useCases.flatMap((one) => one.results), before, after: await holdingsOf(roles) };
}

async function holdingsOf(roles: Readonly<Record<string, Target>>) {
  const held: Record<string, unknown> = {};
  for (const [role, { block, client, url }] of Object.entries(roles)) {
    const path = HOLDINGS[block];
    if (path === undefined) continue;
    const headers = { "Information-Mediator-Client": client };
    const answer = await fetch(`${url}${path}`, { headers });
    held[role] = JSON.parse(await answer.text(), (name, value) => (PASSING.has(name) ? undefined : value));
  }
  return held;
}
