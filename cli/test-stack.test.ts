import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../test/run-cli.ts";

const TOKEN = "a-token-of-the-management";

describe("parts at URLs that ask for a token", () => {
  const folder = mkdtempSync(join(tmpdir(), "country-stack-url-"));
  let server: Server;
  let seen: (string | undefined)[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response
        .writeHead(404, { "content-type": "text/plain" })
        .end(`you said ${request.headers.authorization}`);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    writeFileSync(join(folder, "token"), `${TOKEN}\n`, { mode: 0o600 });
  });

  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs the checks of a mediator against the server, which knows nothing and repeats what it hears. */
  async function test(args: readonly string[], env: Record<string, string> = {}) {
    seen = [];
    const url = `information-mediator=http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const reports = join(folder, "reports");
    const run = await runCli(["test", "--url", url, "--report", reports, ...args], { env });
    return { ...run, reports };
  }

  it("see it, from a file or from the environment, and nobody else does", async () => {
    for (const { code, stdout, stderr, reports } of [
      await test(["--token-file", join(folder, "token")]),
      await test([], { COUNTRY_STACK_TOKEN: TOKEN }),
    ]) {
      expect(code).toBe(1);
      expect(seen.length).toBeGreaterThan(3);
      expect(new Set(seen)).toEqual(new Set([`Bearer ${TOKEN}`]));
      const files = readdirSync(reports).map((name) => readFileSync(join(reports, name), "utf8"));
      expect(files.length).toBeGreaterThan(2);
      expect([stdout, stderr, ...files].join("\n")).not.toContain(TOKEN);
    }
  });

  it("see none where none was given", async () => {
    await test([]);
    expect(new Set(seen)).toEqual(new Set([undefined]));
  });

  it("are named where the token is given", async () => {
    const { code, stderr } = await runCli(["test", "profiles/countries/utopia.yaml", "--token-file", "x"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--token-file is for parts at a --url")]);
  });

  it("come with fixtures only where they are at URLs, and with fixtures that are some", async () => {
    const alone = await runCli(["test", "profiles/countries/utopia.yaml", "--fixtures", "x"]);
    expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining("--fixtures are for parts at a")]);
    const { code, stderr } = await test(["--fixtures", join(folder, "token")]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("token holds no fixtures")]);
  });
});
