import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect as connectPlainly } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type ConnectionOptions, connect } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GENERATION_ANNOTATION, HEALTH_PORT, REFERENCE_PORT } from "../../charts/spi/index.ts";
import { INSIDE } from "../../conformance/inside-checks.ts";
import type { Report } from "../../conformance/result.ts";
import { splitPem } from "../../deploy/split-pem.ts";
import { refreshReferenceImage } from "../../lab/images/reference-image.ts";
import type { KubeApi } from "../../lab/kube-api.ts";
import { waitFor } from "../../lab/steps.ts";
import { type CliRun, runCli } from "../run-cli.ts";
import { writeThreeParts } from "../three-parts.ts";
import { askPart, readCertificate } from "./ask-part.ts";
import { killCliWhen } from "./kill-cli.ts";
import { untilThere } from "./pulumi-processes.ts";
import { useLab } from "./pulumi-stack.ts";
import { openLabApi, whyNoLab } from "./running-lab.ts";

const NAME = "tls-test";
const MINUTES_10 = 600_000;
const HOST = `civil.${NAME}-civil.svc.cluster.local`;
const CALL = "/r1/XU/GOV/70001/civil/digital-registries/data/households/1.0?limit=1";
const INSIDE_IDS: readonly string[] = Object.values(INSIDE);
const CALLER = { "X-GovStack-Client": "XU/GOV/70002/social" };

describe.skipIf(whyNoLab !== undefined)("TLS between parts in a cluster", { timeout: MINUTES_10 }, () => {
  let folder: string;
  let profile: string;
  let api: KubeApi;
  let address: string;

  beforeAll(async () => {
    console.info(useLab(process.env));
    await refreshReferenceImage();
    api = openLabApi();
    folder = mkdtempSync(join(tmpdir(), "country-stack-tls-"));
    profile = writeThreeParts(folder, NAME);
    await country("down", "--delete-data");
    const { code, stderr } = await country("up", "--yes", "--skip-checks");
    expect(code, stderr).toBe(0);
    const service = await api.request("GET", `/api/v1/namespaces/${NAME}-civil/services/civil`);
    address = service.body.spec.clusterIP;
    await untilThere("the mediator's answer", async () =>
      (await askThrough()).status === 200 ? true : undefined,
    );
  }, MINUTES_10);

  afterAll(async () => {
    await country("down", "--delete-data");
    rmSync(folder, { recursive: true, force: true });
    api.close();
  }, MINUTES_10);

  test("carries the mediator's calls, and its own tool's", async () => {
    expect((await askThrough()).status).toBe(200);
    expect((await askPart(api, { stack: NAME, part: "civil" }, "/readyz")).status).toBe(200);
    const { stdout, stderr, code } = await country("test");
    expect(stdout, stderr).toMatch(/PASSED: (\d+) passed of \1 results/);
    expect(code).toBe(0);
    const { parts, compliance } = JSON.parse(
      readFileSync(join(folder, "data", NAME, "reports/report.json"), "utf8"),
    ) as Report;
    const tried = parts.map(
      ({ results }) => results.filter(({ check }) => INSIDE_IDS.includes(check)).length,
    );
    expect(tried).toEqual(parts.map(() => INSIDE_IDS.length));
    const requirement = compliance?.requirements.find(({ id }) => id === "govstack-cfr-security#req-1");
    expect(requirement?.state).toBe("attest");
  });

  test("refuses whoever has no certificate, an old protocol, or no link", async () => {
    const operator = await readCertificate(api, NAME);
    const social = await readPartCertificate("social");
    expect(await tryTls(operator)).toBe("TLSv1.3");
    expect(await tryTls({ ca: operator.ca })).toMatch(REFUSED);
    expect(await tryTls({ ...operator, maxVersion: "TLSv1.2" })).toMatch(/protocol version/);
    expect(await tryTls(social), "no link leads from social to civil but through the mediator").toMatch(
      REFUSED,
    );
    expect(await tryTls({ ...operator, servername: "example.org" })).toMatch(/altnames/);
    expect(await tryPlainly(REFERENCE_PORT, "/readyz")).not.toContain("200 OK");
  });

  test("answers a kubelet without a certificate for its health alone, at no Service", async () => {
    const path = `/api/v1/namespaces/${NAME}-civil/pods/civil-0`;
    const { podIP } = (await api.request("GET", path)).body.status;
    expect(await tryPlainly(HEALTH_PORT, "/readyz", podIP)).toContain("200 OK");
    expect(await tryPlainly(HEALTH_PORT, "/data/households/1.0", podIP)).toContain("404 Not Found");
    const { spec } = (await api.request("GET", `/api/v1/namespaces/${NAME}-civil/services/civil`)).body;
    expect(spec.ports.map(({ port }: { port: number }) => port)).toEqual([REFERENCE_PORT]);
  });

  test("takes up a rotated certificate while calls go on, with the same pod and no call lost", async () => {
    const before = await shownCertificate();
    const pod = await podId();
    const calls = callSteadily(20);
    const { code, stderr } = await country("secrets", "rotate", "civil", "--yes");
    expect(code, stderr).toBe(0);
    const started = performance.now();
    // The kubelet looks at Secrets about once a minute.
    await waitFor("the new certificate", 180, async () => {
      return (await shownCertificate()).serialNumber !== before.serialNumber;
    });
    tell("the new certificate is shown", started);
    await pause(2000);
    const { statuses } = await calls.stop();
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(statuses.length).toBeGreaterThan(20);
    expect(await podId()).toBe(pod);
    expect((await shownCertificate()).checkHost(HOST)).toBe(HOST);
  });

  test("replaces the authority's key while calls go on, also when it is killed on the way, and no call is lost", async () => {
    const old = await readCertificate(api, NAME);
    const pod = await podId();
    const calls = callSteadily(10);
    const rotate = ["secrets", "rotate", profile, "--authority", "--yes", ...target()];
    await killCliWhen(rotate, {}, async () => (await readAuthority()).generation === 3);
    const killed = await readAuthority();
    const { code, stdout, stderr } = await country("secrets", "rotate", "--authority", "--yes");
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("an earlier run came as far as this");
    expect(stdout).toMatch(/PASSED: (\d+) passed of \1 results/);
    const { statuses } = await calls.stop();
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(statuses.length).toBeGreaterThan(1000);
    console.info(`${statuses.length} calls were answered while the authority's key was replaced`);
    const [before] = splitPem(old.ca);
    const after = await readAuthority();
    expect([killed.certificates.length, after.certificates.length]).toEqual([2, 1]);
    expect(after.certificates).not.toContain(before);
    expect(
      (await shownCertificate()).verify(new X509Certificate(after.certificates[0] ?? "").publicKey),
    ).toBe(true);
    expect(await tryTls({ ...old, ca: after.certificates })).toMatch(REFUSED_OLD);
    expect(await podId()).toBe(pod);
    const { stdout: history } = await country("history");
    expect(history.match(/secrets rotate.*mediator-authority/g), history).toHaveLength(4);
  });

  test("loses no call while the one pod of a part is replaced: calls wait for the new one", async () => {
    const calls = callSteadily(20);
    await pause(1000);
    const pod = await podId();
    await api.request("DELETE", `/api/v1/namespaces/${NAME}-civil/pods/civil-0`);
    await untilThere("the new pod", async () =>
      (await isReady()) && (await podId()) !== pod ? true : undefined,
    );
    await untilThere("the first answer", async () =>
      (await askThrough()).status === 200 ? true : undefined,
    );
    await pause(1000);
    const { statuses, longestMs } = await calls.stop();
    console.info(`${statuses.length} calls; away for ${(longestMs / 1000).toFixed(1)} s`);
    expect([...new Set(statuses)]).toEqual([200]);
  });

  function country(command: string, ...args: string[]): Promise<CliRun> {
    const [verb, ...rest] = command === "secrets" ? args : [];
    const words = verb === undefined ? [command, profile, ...args] : [command, verb, profile, ...rest];
    return runCli([...words, ...target()]);
  }

  function target(): string[] {
    return ["--target", "cluster", "--data", join(folder, "data")];
  }

  function askThrough(): Promise<Response> {
    // The mediator may wait ten seconds for a part.
    return askPart(api, { stack: NAME, part: "mediator" }, CALL, { headers: CALLER, silenceMs: 15_000 });
  }

  /** Calls through the mediator that many times a second, whatever becomes of the others. */
  function callSteadily(perSecond: number) {
    const statuses: number[] = [];
    let [lastGood, longestMs] = [performance.now(), 0];
    const running = new Set<Promise<void>>();
    const call = async () => {
      const answer = await askThrough().catch(() => undefined);
      statuses.push(answer?.status ?? 0);
      if (answer?.status !== 200) return;
      longestMs = Math.max(longestMs, performance.now() - lastGood);
      lastGood = performance.now();
    };
    const timer = setInterval(() => {
      const one = call().finally(() => running.delete(one));
      running.add(one);
    }, 1000 / perSecond);
    const stop = async () => {
      clearInterval(timer);
      await Promise.all(running);
      return { statuses, longestMs };
    };
    return { stop };
  }

  /** The authorities that are trusted, and how often their Secret has been changed. */
  async function readAuthority(): Promise<{ certificates: string[]; generation: number }> {
    const path = `/api/v1/namespaces/${NAME}-mediator/secrets/mediator-authority`;
    const { data, metadata } = (await api.request("GET", path)).body;
    const certificates = splitPem(Buffer.from(data["authority.crt"], "base64").toString("utf8"));
    return { certificates, generation: Number(metadata.annotations[GENERATION_ANNOTATION]) };
  }

  async function readPartCertificate(part: string): Promise<ConnectionOptions> {
    const { data } = (await api.request("GET", `/api/v1/namespaces/${NAME}-${part}/secrets/${part}-tls`))
      .body;
    const read = (name: string) => Buffer.from(data[name], "base64").toString("utf8");
    return { key: read("tls.key"), cert: read("tls.crt"), ca: read("ca.crt") };
  }

  /** The protocol at which both ends agree and an answer comes, or why none does. */
  function tryTls(options: ConnectionOptions): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect({ host: address, port: REFERENCE_PORT, servername: HOST, ...options }, () =>
        socket.write(`GET /readyz HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`),
      );
      socket.on("data", () => resolve(socket.getProtocol() ?? ""));
      socket.on("error", (error) => resolve(error.message));
      socket.on("close", () => resolve("closed without an answer"));
    });
  }

  function tryPlainly(port: number, path: string, host = address): Promise<string> {
    return new Promise((resolve) => {
      let text = "";
      const socket = connectPlainly(port, host, () =>
        socket.write(`GET ${path} HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`),
      );
      socket.on("data", (chunk) => {
        text += chunk.toString("latin1");
      });
      socket.on("error", (error) => resolve(error.message));
      socket.on("close", () => resolve(text));
    });
  }

  async function shownCertificate(): Promise<X509Certificate> {
    const operator = await readCertificate(api, NAME);
    return new Promise((resolve, reject) => {
      const options = { host: address, port: REFERENCE_PORT, servername: HOST, ...operator };
      const socket = connect(options, () => {
        resolve(new X509Certificate(socket.getPeerCertificate().raw));
        socket.destroy();
      }).on("error", reject);
    });
  }

  async function podId(): Promise<string | undefined> {
    const { status, body } = await api.request("GET", `/api/v1/namespaces/${NAME}-civil/pods/civil-0`);
    return status === 200 ? body.metadata.uid : undefined;
  }

  async function isReady(): Promise<boolean> {
    const { body } = await api.request("GET", `/api/v1/namespaces/${NAME}-civil/pods/civil-0`);
    const conditions: { type: string; status: string }[] = body.status?.conditions ?? [];
    return conditions.some(({ type, status }) => type === "Ready" && status === "True");
  }
});

/** What a refused certificate comes to: the alert may be lost where the server has closed already. */
const REFUSED = /certificate required|closed without an answer|ECONNRESET|socket hang up/;

/** The same, and what a server says of an authority that it does not know. */
const REFUSED_OLD = new RegExp(`${REFUSED.source}|unknown ca`);

function tell(what: string, started: number): void {
  console.info(`${what} after ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
