import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ReportComparison } from "../conformance/compare-reports.ts";
import { type Served, serveReference } from "../reference/serve.ts";
import { ROOT, runCli } from "./run-cli.ts";
import { writeThreeParts } from "./three-parts.ts";

let folder: string;
let profile: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "country-stack-swap-slow-"));
  profile = writeThreeParts(folder, "utopia");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("swap --compare", () => {
  let served: Served | undefined;
  let damaged: Server | undefined;
  afterEach(async () => {
    await served?.stop(100);
    await new Promise((resolve) => damaged?.close(resolve) ?? resolve(undefined));
  });

  it("tells which operations a product elsewhere lacks, how fast both are, and leaves nothing behind", async () => {
    const url = await serveWithoutCreating();
    const data = join(folder, "compared");
    const args = [
      "swap",
      profile,
      "civil",
      "reference",
      "--external",
      url,
      "--compare",
      "--json",
      "--data",
      data,
    ];
    const temporary = join(folder, "temporary");
    mkdirSync(temporary);
    const { stdout, stderr, code } = await runCli(args, { env: { TMPDIR: temporary } });
    expect(code, stderr).toBe(0);
    expect(readdirSync(temporary).filter((name) => name.startsWith("country-stack"))).toEqual([]);
    const { comparison, holds } = JSON.parse(stdout) as { comparison: ReportComparison; holds: boolean };
    expect(holds).toBe(true);
    const changes = Object.fromEntries(comparison.operations.map((each) => [each.operation, each.change]));
    expect(changes).toMatchObject({ create: "lost", listDatabases: "same" });
    const create = comparison.operations.find(({ operation }) => operation === "create");
    expect(create?.passedOnlyBefore).toContain("create-record");
    for (const { operation, before } of comparison.operations) {
      if (operation === "list") expect(before.samples, operation).toBeGreaterThan(10);
      expect(before.p95 ?? 0, operation).toBeGreaterThanOrEqual(before.p50 ?? 0);
    }
    expect(comparison.stories.length).toBeGreaterThan(0);
    const found = JSON.parse(readFileSync(join(data, "utopia/swaps/civil/after/report.json"), "utf8"));
    expect(found.parts.map(({ part }: { part: string }) => part)).toEqual(["civil"]);
    const again = await runCli([
      "compare",
      ...["--before", join(data, "utopia/swaps/civil/before/report.json")],
      ...["--after", join(data, "utopia/swaps/civil/after/report.json"), "--json"],
    ]);
    expect(JSON.parse(again.stdout)).toEqual(comparison);
  });

  /** A registry that answers as ours does, but for one operation. */
  async function serveWithoutCreating(): Promise<string> {
    served = await serveReference(
      {
        stack: "elsewhere",
        part: "civil",
        block: "digital-registries",
        environment: "development",
        identifier: { instance: "XU", memberClass: "GOV", memberCode: "70001", application: "civil" },
        clientAuthentication: "none",
        institutions: {},
        settings: { registries: ["persons", "households"] },
        seed: JSON.parse(readFileSync(join(ROOT, "profiles/countries/utopia/civil.json"), "utf8")),
      },
      { host: "127.0.0.1", port: 0, dataFolder: ":memory:" },
    );
    const target = served.url;
    damaged = createServer(async (request, response) => {
      const body: Buffer[] = [];
      for await (const piece of request) body.push(piece as Buffer);
      if (request.url?.endsWith("/create")) {
        response.writeHead(501).end();
        return;
      }
      const { method = "GET", headers } = request;
      const answer = await fetch(`${target}${request.url}`, {
        method,
        headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
          ["host", "connection", "content-length"].includes(name) ? [] : [[name, String(value)]],
        ),
        ...(body.length === 0 ? {} : { body: Buffer.concat(body) }),
      });
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => damaged?.once("listening", resolve));
    return `http://127.0.0.1:${(damaged.address() as AddressInfo).port}`;
  }
});
