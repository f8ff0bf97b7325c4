import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Block, ReferenceConfig } from "../charts/spi/index.ts";
import { type Served, serveReference } from "../reference/serve.ts";
import { blocksOf } from "./documentation-page.ts";
import { ROOT } from "./run-cli.ts";

describe("docs/seeds.md", () => {
  let served: Served | undefined;
  afterEach(() => served?.stop(100));

  const page = readFileSync(join(ROOT, "docs/seeds.md"), "utf8");
  const seedIn = (title: string): unknown => {
    const [block] = blocksOf(page.slice(page.indexOf(`## ${title}`)));
    return parse(block?.text ?? "");
  };

  it.each<[string, Block, Record<string, unknown>]>([
    ["Digital registries", "digital-registries", {}],
    ["Identity", "identity", {}],
    [
      "Information mediator",
      "information-mediator",
      { domain: "utopia.example", instance: "XU", members: [], allowLoopbackTargets: false },
    ],
    ["Consent", "consent", {}],
    ["Messaging", "messaging", {}],
    ["Registration", "registration", {}],
    ["Scheduler", "scheduler", {}],
    ["Workflow", "workflow", {}],
  ])("has an example that a server takes: %s", async (title, block, settings) => {
    const config: ReferenceConfig = {
      stack: "utopia",
      part: "tested",
      block,
      environment: "development",
      identifier: { instance: "XU", memberClass: "GOV", memberCode: "70001", application: "tested" },
      clientAuthentication: "none",
      institutions: {},
      settings,
      seed: seedIn(title),
    };
    expect(Object.keys(config.seed as object).length).toBeGreaterThan(0);
    served = await serveReference(config, { host: "127.0.0.1", port: 0, dataFolder: ":memory:" });
    expect((await fetch(`${served.url}/readyz`)).status).toBe(200);
  });
});
