import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refreshReferenceImage } from "../../lab/images/reference-image.ts";
import type { KubeApi } from "../../lab/kube-api.ts";
import { kubeconfigPath, programPath } from "../../lab/places.ts";
import { type CliRun, runCli } from "../run-cli.ts";
import { useLab } from "./pulumi-stack.ts";
import { copyUtopia } from "./renamed-profile.ts";
import { openLabApi, whyNoLab } from "./running-lab.ts";

const NAME = "drifttest";
const MINUTES_5 = 300_000;
const READ_ONLY = "/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem";

interface ToldObject {
  readonly id: string;
  readonly kind: string;
  readonly by?: string;
  readonly up?: string;
  readonly rules: readonly string[];
  readonly checks: readonly string[];
  readonly fields: readonly {
    readonly path: string;
    readonly applied?: string;
    readonly live?: string;
    readonly by?: string;
    readonly when?: string;
    readonly up: string;
    readonly rules: readonly string[];
  }[];
}

describe.skipIf(whyNoLab !== undefined)("drift in a real cluster", { timeout: MINUTES_5 }, () => {
  let folder: string;
  let profile: string;
  let api: KubeApi;

  beforeAll(async () => {
    console.info(useLab(process.env));
    await refreshReferenceImage();
    api = openLabApi();
    folder = mkdtempSync(join(tmpdir(), "country-stack-drift-"));
    profile = copyUtopia(folder, NAME);
    await country("down", "--delete-data");
  }, MINUTES_5);

  afterAll(async () => {
    await country("down", "--delete-data");
    rmSync(folder, { recursive: true, force: true });
    api.close();
  }, MINUTES_5);

  test("has nothing to compare with before the first up", async () => {
    const { code, stderr } = await country("drift");
    expect([code, stderr]).toEqual([2, expect.stringContaining("was never brought up in this cluster")]);
  });

  test("is none after an up, whatever the server filled in and controllers wrote", async () => {
    expect((await country("up", "--yes", "--skip-checks")).code).toBe(0);
    const { code, stderr } = await country("drift");
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/is as it was applied: \d\d+ objects compared/),
    ]);
  });

  test("is told field by field: who changed it and when, what it breaks, what up would do", async () => {
    const since = Date.now() - 2000;
    await kubectl("scale", "statefulset/civil", "--replicas=0", "--namespace", `${NAME}-civil`);
    await patch(`${NAME}-social`, "statefulset/social", [{ op: "replace", path: READ_ONLY, value: false }]);
    await patch(`${NAME}-social`, "service/social", [
      { op: "add", path: "/spec/ports/-", value: { name: "spy", port: 9999 } },
    ]);
    const { code, objects } = await drift();
    expect(code).toBe(3);
    expect(objects.map(({ id }) => id.split("/").slice(2).join(" "))).toEqual([
      "StatefulSet civil",
      "Service social",
      "StatefulSet social",
    ]);
    const [civil, service, social] = objects;
    expect(civil?.fields).toMatchObject([{ path: "spec.replicas", applied: "1", live: "0", up: "restores" }]);
    expect(civil?.checks).toEqual(["civil"]);
    expect(social?.fields).toMatchObject([
      {
        path: "spec.template.spec.containers[server].securityContext.readOnlyRootFilesystem",
        applied: "true",
        live: "false",
        by: "kubectl-patch",
        up: "restores",
        rules: ["read-only-root-file-system"],
      },
    ]);
    expect(Date.parse(social?.fields[0]?.when ?? "")).toBeGreaterThan(since);
    expect(service?.fields).toMatchObject([{ path: "spec.ports[spy]", by: "kubectl-patch", up: "leaves" }]);
  });

  test("is what up then does: it puts back what it said, field by field, and leaves what it said", async () => {
    const { code, stderr } = await country("up", "--yes", "--skip-checks");
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/StatefulSet\/civil\n +spec\.replicas: 0 → 1\n/);
    expect(stderr).toMatch(/0 created, 2 updated, 0 made anew, 0 removed/);
    const { objects } = await drift();
    expect(objects.flatMap(({ fields }) => fields.map(({ path }) => path))).toEqual(["spec.ports[spy]"]);
    await patch(`${NAME}-social`, "service/social", [{ op: "remove", path: "/spec/ports/1" }]);
    expect((await country("drift")).code).toBe(0);
  });

  test("is also what is gone, and what somebody added under the stack's labels", async () => {
    await kubectl("delete", "networkpolicy/default-deny", "--namespace", `${NAME}-civil`);
    const stray = { namespace: `${NAME}-civil`, name: "stray", labels: labelsOf("civil") };
    await api.request("POST", `/api/v1/namespaces/${NAME}-civil/configmaps`, { metadata: stray });
    const { code, objects } = await drift();
    expect(code).toBe(3);
    expect(objects).toMatchObject([
      { id: `networking.k8s.io/${NAME}-civil/NetworkPolicy/default-deny`, kind: "missing", up: "makes" },
      { id: `core/${NAME}-civil/ConfigMap/stray`, kind: "extra", up: "leaves" },
    ]);
    expect(objects[0]?.rules).toContain("default-deny");
    expect(objects[0]?.checks).toEqual(["civil"]);
    expect((await country("up", "--yes", "--skip-checks")).code).toBe(0);
    expect((await drift()).objects.map(({ id }) => id)).toEqual([`core/${NAME}-civil/ConfigMap/stray`]);
    await api.request("DELETE", `/api/v1/namespaces/${NAME}-civil/configmaps/stray`);
  });

  test("of a Secret shows no value, and up keeps what is there", async () => {
    const secret = `secret/mediator-management`;
    const planted = "planted-value-of-the-test";
    const data = { token: Buffer.from(planted).toString("base64") };
    await kubectl("patch", secret, "--namespace", `${NAME}-mediator`, "--patch", JSON.stringify({ data }));
    const { stdout, objects } = await drift();
    expect(objects).toMatchObject([
      { fields: [{ path: "data.token", applied: "(secret)", live: "(secret)", up: "keeps" }] },
    ]);
    const table = await country("drift");
    for (const said of [stdout, table.stdout, table.stderr]) {
      expect(said).not.toContain(planted);
      expect(said).not.toContain(data.token);
    }
    expect((await country("up", "--yes", "--skip-checks")).code).toBe(0);
    const { body } = await api.request(
      "GET",
      `/api/v1/namespaces/${NAME}-mediator/secrets/mediator-management`,
    );
    expect(body.data.token).toBe(data.token);
    expect((await country("drift")).code).toBe(0);
  });

  test("cannot be told where the state is elsewhere, and says where that is", async () => {
    const other = mkdtempSync(join(tmpdir(), "country-stack-drift-other-"));
    const { code, stderr } = await runCli(["drift", profile, "--target", "cluster", "--data", other]);
    rmSync(other, { recursive: true, force: true });
    expect([code, stderr]).toEqual([2, expect.stringContaining(`its state is at file://`)]);
  });

  async function drift(): Promise<{ code: number; stdout: string; objects: ToldObject[] }> {
    const { code, stdout, stderr } = await country("drift", "--json");
    expect(stdout, stderr).not.toBe("");
    return { code, stdout, objects: JSON.parse(stdout).objects };
  }

  function country(command: string, ...flags: readonly string[]): Promise<CliRun> {
    const target = ["--target", "cluster", "--data", join(folder, "data")];
    return runCli([command, profile, ...target, ...flags]);
  }

  function patch(namespace: string, object: string, change: unknown) {
    return kubectl(
      "patch",
      object,
      "--namespace",
      namespace,
      "--type=json",
      "--patch",
      JSON.stringify(change),
    );
  }

  function labelsOf(part: string): Record<string, string> {
    return {
      "app.kubernetes.io/managed-by": "country-stack",
      "country-stack/stack": NAME,
      "country-stack/part": part,
    };
  }
});

function kubectl(...args: readonly string[]) {
  return execa(programPath("kubectl"), ["--kubeconfig", kubeconfigPath(), ...args]);
}
