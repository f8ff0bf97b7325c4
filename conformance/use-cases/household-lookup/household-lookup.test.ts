import { afterEach, describe, expect, it } from "vitest";
import type { Block, ReferenceConfig, ServiceIdentifier } from "../../../charts/spi/index.ts";
import { type Served, serveReference } from "../../../reference/serve.ts";
import type { Target } from "../../check.ts";
import { runChecks } from "../../runner.ts";
import useCase from "./use-case.ts";

const HOLDING = { instance: "XU", memberClass: "GOV", memberCode: "70001", application: "civil" };
const ASKING = { instance: "XU", memberClass: "GOV", memberCode: "70002", application: "social" };
const MEDIATOR = { instance: "XU", memberClass: "GOV", memberCode: "70001", application: "mediator" };

/** Whom the negative twin asks as; unknown to every country but that of one test. */
const STRANGER = { instance: "XU", memberClass: "GOV", memberCode: "cs-test", application: "none" };

const servers: Served[] = [];
afterEach(async () => {
  for (const served of servers.splice(0)) await served.stop(100);
});

async function serve(block: Block, identifier: ServiceIdentifier, settings: ReferenceConfig["settings"]) {
  const config: ReferenceConfig = {
    stack: "utopia",
    part: identifier.application,
    block,
    environment: "development",
    identifier,
    clientAuthentication: "none",
    institutions: { "GOV/70001": "Ministry of the Interior", "GOV/70002": "Ministry of Social Affairs" },
    settings,
  };
  const served = await serveReference(config, { host: "127.0.0.1", port: 0, dataFolder: ":memory:" });
  servers.push(served);
  const client = Object.values(identifier).join("/");
  const target: Target = {
    part: config.part,
    block,
    product: "reference",
    url: served.url,
    headers: {},
    client,
  };
  return target;
}

const servicePath = (identifier: ServiceIdentifier) =>
  `/r1/${Object.values(identifier).join("/")}/digital-registries`;

/** Runs the use case in a country of three servers, in which these applications may read households. */
async function run(allowed: readonly ServiceIdentifier[]) {
  const holding = await serve("digital-registries", HOLDING, { registries: ["households"] });
  const asking = await serve("digital-registries", ASKING, { registries: ["programmes"] });
  const service = {
    id: "digital-registries",
    specUrl: `${holding.url}/openapi.json`,
    serviceUrl: holding.url,
    rights: allowed.map(({ memberClass, memberCode, application }) => ({
      memberClass,
      memberCode,
      applicationId: application,
    })),
  };
  const member = (name: string, code: string, id: string, services: readonly unknown[]) => ({
    name,
    class: "GOV",
    code,
    applications: [{ id, connection: "http", services }],
  });
  const mediator = await serve("information-mediator", MEDIATOR, {
    domain: "utopia.example",
    instance: "XU",
    members: [
      member("Ministry of the Interior", "70001", "civil", [service]),
      member("Ministry of Social Affairs", "70002", "social", []),
      ...(allowed.includes(STRANGER) ? [member("Stranger", "cs-test", "none", [])] : []),
    ],
    allowLoopbackTargets: true,
  });
  const { useCases } = await runChecks({
    targets: [],
    suites: {},
    useCases: [
      {
        useCase,
        roles: { asking, holding },
        servicePath: { asking: servicePath(ASKING), holding: servicePath(HOLDING) },
        mediator,
      },
    ],
    allowWrites: true,
  });
  return { stories: useCases.flatMap((one) => one.results), holding };
}

describe("the household lookup", () => {
  it("is told by all its stories between the reference servers, and leaves no household", async () => {
    const { stories, holding } = await run([ASKING]);
    expect(stories.map(({ story, status, reason }) => ({ story, status, reason }))).toEqual(
      ["with-the-right", "without-the-right", "unknown-household", "wrong-caller"].map((story) => ({
        story,
        status: "passed",
        reason: undefined,
      })),
    );
    const headers = { "Information-Mediator-Client": holding.client };
    const left = await fetch(`${holding.url}/data/households/1.0`, { headers });
    expect(await left.json()).toMatchObject({ count: 0 });
  });

  it("names the mediator as the hop that failed where the right is missing", async () => {
    const { stories } = await run([]);
    const [main] = stories;
    expect(main?.status).toBe("failed");
    expect(main?.reason).toMatch(/^mediator: /);
    expect(stories.find(({ story }) => story === "without-the-right")?.status).toBe("passed");
  });

  it("fails the negative twin where the stranger has the right too", async () => {
    const { stories } = await run([ASKING, STRANGER]);
    const twin = stories.find(({ story }) => story === "without-the-right");
    expect(twin?.status).toBe("failed");
    expect(twin?.reason).toMatch(/^mediator: .* was answered 200, not 403/);
  });
});
