import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Block } from "../../charts/spi/index.ts";
import { BLOCK_SERVERS } from "../../reference/block-server.ts";
import { findCompiled } from "./own-package.ts";
import { type App, writeApp } from "./write-app.ts";

// Outside of the checkout, so that nothing of its node_modules is found from here.
const folder = mkdtempSync(join(tmpdir(), "country-stack-app-"));
const app = join(folder, "app");
let written: App;

beforeAll(async () => {
  written = writeApp(app, await findCompiled(folder));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the image's files are few and small, without what only installers need", () => {
  expect(written.bytes).toBeLessThan(15e6);
  const packages = readdirSync(join(app, "node_modules"));
  expect(packages).toContain("hono");
  for (const heavy of ["cdk8s", "constructs", "@pulumi", "@kubernetes", "typescript", "inquirer"]) {
    expect(packages).not.toContain(heavy);
  }
});

test.each(Object.keys(BLOCK_SERVERS) as Block[])(
  "the server of %s runs from the image's files alone and ends on SIGTERM",
  async (block) => {
    const port = await findFreePort();
    const config = join(folder, `${block}.json`);
    writeFileSync(config, JSON.stringify(configOf(block)));
    const data = mkdtempSync(join(folder, "data-"));
    const args = ["reference", "run", "--config", config, "--data", data, "--port", String(port)];
    const server = spawn(process.execPath, [join(app, "cli/country-stack.cjs"), ...args], {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(server, "exit");
    await Promise.race([once(server.stdout, "data"), ended]);
    const answer = await fetch(`http://127.0.0.1:${port}/healthcheck`);
    expect(await answer.json()).toEqual({ status: "UP" });
    server.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  },
);

test("the image carries our licence", () => {
  expect(existsSync(join(app, "LICENSE"))).toBe(true);
});

function configOf(block: Block): object {
  const settings =
    block === "information-mediator"
      ? { domain: "test.example", instance: "XU", members: [], allowLoopbackTargets: true }
      : { registries: [] };
  return {
    stack: "image",
    part: "one",
    block,
    environment: "development",
    identifier: { instance: "XU", memberClass: "GOV", memberCode: "1", application: "one" },
    clientAuthentication: "none",
    institutions: {},
    settings,
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
