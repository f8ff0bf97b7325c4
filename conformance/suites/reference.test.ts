import { afterEach, describe, expect, it } from "vitest";
import type { Block, ReferenceConfig } from "../../charts/spi/index.ts";
import { type Served, serveReference } from "../../reference/serve.ts";
import type { CallbackSink } from "../callback-sink.ts";
import type { Suite, Target } from "../check.ts";
import { openLoopbackSink } from "../loopback-sink.ts";
import { REFERENCE_FIXTURES } from "../mutation/reference-fixtures.ts";
import { runChecks } from "../runner.ts";
import { SUITES } from "../suites.ts";

const SETTINGS: Partial<Record<Block, Readonly<Record<string, unknown>>>> = {
  "digital-registries": { registries: ["persons"] },
  "information-mediator": {
    domain: "utopia.example",
    instance: "XU",
    members: [
      {
        name: "Ministry of the Interior",
        class: "GOV",
        code: "70001",
        applications: [{ id: "civil", connection: "http", services: [] }],
      },
    ],
    allowLoopbackTargets: true,
    retryBaseMs: 50,
  },
  consent: { retryBaseMs: 50 },
  messaging: { retryBaseMs: 400 },
  payments: { retryBaseMs: 50 },
  workflow: { retryBaseMs: 50 },
  scheduler: { retryBaseMs: 50 },
};

/** Where a part shows all that it holds, to see that nothing is left of a run. */
const HOLDINGS: Partial<Record<Block, string>> = {
  "digital-registries": "/databases",
  "information-mediator": "/api/v1/config",
  consent: "/development/holdings",
  messaging: "/management/queue",
  identity: "/development/holdings",
  payments: "/development/holdings",
  registration: "/development/holdings",
  workflow: "/development/holdings",
  scheduler: "/development/holdings",
};

/** What a run changes for good: a voucher that an agent was paid for stays paid. */
const LASTING: Partial<Record<Block, string>> = { payments: "balances" };

const open: { served?: Served; sink?: CallbackSink } = {};
afterEach(async () => {
  await open.sink?.close();
  await open.served?.stop(100);
});

async function serve(block: Block): Promise<Target> {
  const config: ReferenceConfig = {
    stack: "utopia",
    part: "tested",
    block,
    environment: "development",
    identifier: { instance: "XU", memberClass: "GOV", memberCode: "70001", application: "tested" },
    clientAuthentication: "none",
    institutions: {},
    settings: SETTINGS[block] ?? {},
  };
  const served = await serveReference(config, { host: "127.0.0.1", port: 0, dataFolder: ":memory:" });
  open.served = served;
  open.sink = await openLoopbackSink();
  const client = "XU/GOV/country-stack/checks";
  const known = REFERENCE_FIXTURES[block];
  const fixtures = known === undefined ? {} : { fixtures: known };
  return { part: "tested", block, product: "reference", url: served.url, headers: {}, client, ...fixtures };
}

async function holdingsOf({ url, block, client }: Target): Promise<unknown> {
  const headers = { "Information-Mediator-Client": client };
  const holdings = await (await fetch(`${url}${HOLDINGS[block]}`, { headers })).json();
  return Object.entries(holdings as object).filter(([name]) => name !== LASTING[block]);
}

async function run(suite: Suite, target: Target, allowWrites: boolean) {
  const { parts } = await runChecks({
    targets: [target],
    suites: { [suite.block]: async () => suite },
    useCases: [],
    allowWrites,
    sink: open.sink,
    // Server and checks share one process here, and the machine may have other tests to run.
    timeoutMs: 10_000,
    checkMs: 60_000,
  });
  return parts.flatMap((part) => part.results);
}

const suites = await Promise.all(Object.values(SUITES).map((load) => load()));

describe.each(suites)("the suite of $block", (suite) => {
  it("passes against the reference server, and leaves nothing behind", { timeout: 300_000 }, async () => {
    const target = await serve(suite.block);
    const before = await holdingsOf(target);
    const results = await run(suite, target, true);
    const others = results.filter((result) => result.status !== "passed");
    expect(others.map(({ check, status, reason }) => `${check} ${status}: ${reason}`)).toEqual([]);
    expect(results.length).toBe(suite.checks.length);
    expect(await holdingsOf(target)).toEqual(before);
  });

  it("only reads where nothing may be written", async () => {
    const target = await serve(suite.block);
    const results = await run(suite, target, false);
    const ran = results.filter((result) => result.status !== "skipped");
    expect(ran.length).toBe(suite.checks.filter((check) => check.effect === "read").length);
    const methods = ran.flatMap((result) => result.exchanges.map((exchange) => exchange.method));
    expect(new Set(methods)).toEqual(new Set(["GET"]));
    expect(ran.filter((result) => result.status !== "passed")).toEqual([]);
  });
});
