import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../conformance/result.ts";
import { createDigitalRegistries } from "../reference/digital-registries/create.ts";
import { testConfig } from "../reference/digital-registries/started-registry.ts";
import { type Served, serveBlock } from "../reference/serve.ts";
import { runCli } from "../test/run-cli.ts";
import { makeCertificates, writeCertificate } from "../test/stack-certificates.ts";

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

describe("parts at URLs that bear little", () => {
  const folder = mkdtempSync(join(tmpdir(), "country-stack-pace-"));
  let server: Server;
  let underWay = 0;
  let most = 0;

  beforeAll(async () => {
    server = createServer((_request, response) => {
      underWay += 1;
      most = Math.max(most, underWay);
      setTimeout(() => {
        underWay -= 1;
        response.writeHead(404).end();
      }, 50);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function test(...args: readonly string[]) {
    most = 0;
    const url = `information-mediator=http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const run = await runCli(["test", "--url", url, "--report", folder, ...args]);
    return { ...run, most };
  }

  it("are asked less at once and given more time, which the report says", async () => {
    expect((await test()).most).toBeGreaterThan(4);
    expect((await test("--concurrency", "1", "--answer-timeout", "6")).most).toBe(1);
    const { notes } = JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as Report;
    expect(notes).toContainEqual(expect.stringContaining("answers were given 6 s instead of 3 s"));
  });

  it("are asked nothing where the pace makes no sense", async () => {
    const { code, stderr, most: asked } = await test("--concurrency", "1000");
    expect([code, stderr]).toEqual([2, expect.stringContaining('1 to 100, not "1000"')]);
    expect(asked).toBe(0);
  });
});

describe("parts at URLs that ask for a certificate", async () => {
  const folder = mkdtempSync(join(tmpdir(), "country-stack-shown-"));
  const own = await makeCertificates(["civil", "mediator", "checker"]);
  const other = await makeCertificates(["checker"]);
  const file = (name: string) => join(folder, "checker", name);
  const [certificate, key, ca] = ["tls.crt", "tls.key", "ca.crt"].map(file) as [string, string, string];
  const CERTIFIED = ["--client-certificate", certificate, "--client-key", key, "--ca", ca];
  let served: Served;
  let server: Server;
  let seen: unknown[] = [];

  beforeAll(async () => {
    writeCertificate(join(folder, "checker"), own.checker);
    writeCertificate(join(folder, "other"), other.checker);
    const tls = {
      folder: writeCertificate(join(folder, "civil"), own.civil),
      callers: ["checker"],
      hosts: [],
    };
    const block = createDigitalRegistries(testConfig(), ":memory:");
    served = await serveBlock(block, { host: "127.0.0.1", port: 0, tls });
    const asking: ServerOptions = {
      ...{ key: own.mediator["tls.key"], cert: own.mediator["tls.crt"], ca: own.mediator["ca.crt"] },
      ...{ requestCert: true, rejectUnauthorized: false },
    };
    server = createTlsServer(asking, (request, response) => {
      const socket = request.socket as TLSSocket;
      seen.push(socket.authorized && socket.getPeerCertificate().subject.CN);
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  afterAll(async () => {
    server.close();
    await served.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const port = () => (server.address() as AddressInfo).port;
  const report = () => ["--report", join(folder, "reports"), "--json"];
  const civil = () => `digital-registries=https://localhost:${served.port}`;

  it("are tested by who has one, and the key stands nowhere", async () => {
    const args = ["test", "--url", civil(), ...CERTIFIED, "--allow-writes", ...report()];
    const { stdout, stderr } = await runCli(args);
    const { parts } = JSON.parse(stdout) as Report;
    const results = parts.flatMap((part) => part.results);
    expect(results.filter(({ status }) => status === "passed").length, stderr).toBeGreaterThan(80);
    const files = readdirSync(join(folder, "reports")).map((name) =>
      readFileSync(join(folder, "reports", name), "utf8"),
    );
    const [, secret = ""] = (own.checker["tls.key"] ?? "").split("\n");
    expect(secret.length).toBeGreaterThan(40);
    expect([stdout, stderr, ...files].join("\n")).not.toContain(secret);
  });

  it.each([
    ["no certificate", ["--ca", ca]],
    [
      "one of another authority",
      [
        "--client-certificate",
        join(folder, "other/tls.crt"),
        "--client-key",
        join(folder, "other/tls.key"),
        "--ca",
        ca,
      ],
    ],
    ["no trust in the server", CERTIFIED.slice(0, 4)],
  ])("answer nobody with %s", async (_, given) => {
    const { code, stdout } = await runCli(["test", "--url", civil(), ...given, ...report()]);
    const { parts } = JSON.parse(stdout) as Report;
    const results = parts.flatMap((part) => part.results).filter(({ status }) => status !== "skipped");
    expect([code, new Set(results.map(({ status }) => status))]).toEqual([1, new Set(["failed"])]);
  });

  it("are shown it at their own address, and others at theirs", async () => {
    seen = [];
    const mediator = `information-mediator=https://localhost:${port()}`;
    await runCli(["test", "--url", mediator, ...CERTIFIED, ...report()]);
    expect(seen.length).toBeGreaterThan(3);
    expect(new Set(seen)).toEqual(new Set(["checker"]));
    seen = [];
    await runCli(["test", "--url", mediator, "--ca", ca, ...report()]);
    expect(new Set(seen)).toEqual(new Set([false]));
  });
});
