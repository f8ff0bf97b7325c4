import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { REFERENCE_PORT } from "../../charts/spi/index.ts";
import { refreshReferenceImage } from "../../lab/images/reference-image.ts";
import type { KubeApi } from "../../lab/kube-api.ts";
import { waitFor } from "../../lab/steps.ts";
import { type CliRun, runCli, startCli } from "../run-cli.ts";
import { askPart } from "./ask-part.ts";
import { useLab } from "./pulumi-stack.ts";
import { copyUtopia } from "./renamed-profile.ts";
import { openLabApi, whyNoLab } from "./running-lab.ts";

const NAME = "uptest";
const MINUTES_5 = 300_000;
const CALLER = { "Information-Mediator-Client": "XU/GOV/70001/civil", "content-type": "application/json" };
const PASSED = /PASSED: (\d+) passed of \1 results/;

describe.skipIf(whyNoLab !== undefined)("up against a real cluster", { timeout: MINUTES_5 }, () => {
  let folder: string;
  let profile: string;
  let api: KubeApi;

  beforeAll(async () => {
    console.info(useLab(process.env));
    await refreshReferenceImage();
    api = openLabApi();
    folder = mkdtempSync(join(tmpdir(), "country-stack-up-"));
    profile = copyUtopia(folder, NAME);
    await country("down", "--delete-data");
  }, MINUTES_5);

  afterAll(async () => {
    await country("down", "--delete-data");
    rmSync(folder, { recursive: true, force: true });
    api.close();
  }, MINUTES_5);

  test("takes the profile to running pods and a report in which every check passed", async () => {
    const { stdout, stderr, code } = await country("up", "--yes");
    expect(stdout, stderr).toMatch(PASSED);
    expect(code).toBe(0);
    const report = JSON.parse(readFileSync(join(folder, "data", NAME, "reports/report.json"), "utf8"));
    expect(report).toMatchObject({
      verdict: "passed",
      stack: NAME,
      engine: "pulumi",
      summary: { failed: 0, error: 0, skipped: 0 },
      notes: [],
    });
    expect(await temporaryObjects()).toEqual([]);
  });

  test("changes nothing the second time, and asks nobody", async () => {
    const { stderr, code } = await country("up", "--skip-checks");
    expect([code, stderr]).toEqual([0, expect.stringContaining("Nothing to change.")]);
  });

  test("shows every part ready with its last result, and a server's log", async () => {
    const parts = await statusOfParts();
    expect(parts.map(({ part, ready }) => `${part} ${ready}`)).toEqual([
      "mediator 1/1",
      "civil 1/1",
      "social 1/1",
      "identity 1/1",
      "payments 1/1",
      "registration 1/1",
      "workflow 1/1",
      "consent 1/1",
      "messaging 1/1",
      "scheduler 1/1",
    ]);
    for (const { lastResult } of parts) expect(lastResult).toMatch(/^(\d+)\/\1 passed$/);
    const logs = await runCli(["logs", profile, "civil", ...target()]);
    expect(logs.stdout).toContain(`digital-registries listens on https://0.0.0.0:${REFERENCE_PORT}`);
  });

  test("leaves a sink behind only when it is killed; the next run takes its own place, and away when interrupted", async () => {
    const killed = startTest();
    await waitFor("the sink running", 60, async () => (await sinkPod())?.phase === "Running");
    killed.kill("SIGKILL");
    await killed;
    expect(await temporaryObjects()).toContain(`Namespace ${NAME}-callback-sink`);
    const left = (await sinkPod())?.uid;
    const interrupted = startTest();
    await waitFor("a sink of its own", 90, async () => ![undefined, left].includes((await sinkPod())?.uid));
    interrupted.kill("SIGINT");
    expect((await interrupted).exitCode).toBe(130);
    expect(await temporaryObjects()).toEqual([]);
  });

  test("keeps what holds data when it goes down and says so; up finds it again", async () => {
    const members = [{ personId: "XU-7777", relation: "head" }];
    const money = { monthlyIncome: 0, currency: "XTS", dependants: 0 };
    const household = { headId: "XU-7777", members, ...money };
    const created = await askCivil("create", { write: { content: household } });
    const { content } = (await created.json()) as { content: { id: string } };
    expect([created.status, content]).toEqual([200, expect.objectContaining(household)]);
    const down = await country("down");
    const claim = `PersistentVolumeClaim ${NAME}-civil/civil-data`;
    expect([down.code, down.stderr]).toEqual([0, expect.stringContaining(claim)]);
    expect((await statusOfParts()).map(({ state }) => state)).toEqual(Array(10).fill("stopped"));
    const nothing = await country("test");
    expect([nothing.code, nothing.stderr]).toEqual([
      2,
      expect.stringContaining("does not run in this cluster"),
    ]);
    const up = await country("up", "--yes", "--skip-checks");
    expect(up.code, up.stderr).toBe(0);
    const found = await askCivil("read", { query: { content: { id: content.id } } });
    expect(await found.json()).toMatchObject({ content });
  });

  test("leaves nothing when the data is to go too", async () => {
    const down = await country("down", "--delete-data");
    expect([down.code, down.stderr]).toEqual([0, expect.stringContaining("its data is deleted")]);
    const { body } = await api.request("GET", "/api/v1/namespaces");
    const names: string[] = body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
    expect(names.filter((name) => name.startsWith(`${NAME}-`))).toEqual([]);
  });

  function country(command: string, ...flags: string[]): Promise<CliRun> {
    return runCli([command, profile, ...target(), ...flags]);
  }

  function startTest() {
    return startCli(["test", profile, ...target()]);
  }

  function target(): string[] {
    return ["--target", "cluster", "--data", join(folder, "data")];
  }

  async function statusOfParts(): Promise<Record<string, string>[]> {
    return JSON.parse((await country("status", "--json")).stdout).parts;
  }

  async function sinkPod(): Promise<{ readonly uid: string; readonly phase: string } | undefined> {
    const path = `/api/v1/namespaces/${NAME}-callback-sink/pods/callback-sink`;
    const { status, body } = await api.request("GET", path);
    return status === 200 ? { uid: body.metadata.uid, phase: body.status.phase } : undefined;
  }

  async function askCivil(operation: string, content: unknown): Promise<Response> {
    const path = `/data/households/1.0/${operation}`;
    const asking = { method: "POST", headers: CALLER, body: JSON.stringify(content) };
    // kube-proxy may need a second or two more than the pod.
    return waitFor("the service answering", 15, () =>
      askPart(api, { stack: NAME, part: "civil" }, path, asking),
    );
  }

  /** What stands for the time of a run only, of this stack. */
  async function temporaryObjects(): Promise<string[]> {
    const selector = encodeURIComponent(`country-stack/temporary,country-stack/stack=${NAME}`);
    const paths = ["/api/v1/namespaces", "/api/v1/pods", "/apis/networking.k8s.io/v1/networkpolicies"];
    const lists = await Promise.all(
      paths.map((path) => api.request("GET", `${path}?labelSelector=${selector}`)),
    );
    return lists.flatMap(({ body: { kind, items } }) =>
      items.map(
        (item: { metadata: { name: string } }) => `${kind.replace("List", "")} ${item.metadata.name}`,
      ),
    );
  }
});
