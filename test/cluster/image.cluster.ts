import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OWN_VERSION } from "../../charts/own-image.ts";
import { findOnPath } from "../../lab/can-host.ts";
import { applyObjects } from "../../lab/cluster/apply-objects.ts";
import { importImage, removeImage } from "../../lab/images/import-image.ts";
import { buildNodeImage } from "../../lab/images/node-image.ts";
import type { KubeApi } from "../../lab/kube-api.ts";
import { kubeconfigPath, programPath } from "../../lab/places.ts";
import { waitFor } from "../../lab/steps.ts";
import { runCli } from "../run-cli.ts";
import { type ImageRegistry, startRegistry } from "./image-registry.ts";
import { deleteNamespace, openLabApi, whyNoLab } from "./running-lab.ts";

const TAG = "localhost/country-stack-test/reference:built";
const NAMESPACE = "image-test";
const buildah = findOnPath("buildah", process.env["PATH"] ?? "");
if (buildah === undefined) {
  console.warn("skipped: buildah is not on PATH; install it with: apt-get install buildah");
}

describe.skipIf(whyNoLab !== undefined || buildah === undefined)("reference/Containerfile", () => {
  const folder = mkdtempSync(join(tmpdir(), "country-stack-test-"));
  const env = {
    CONTAINERS_STORAGE_CONF: join(folder, "storage.conf"),
    CONTAINERS_REGISTRIES_CONF: join(folder, "registries.conf"),
    TMPDIR: join(folder, "tmp"),
  };
  let api: KubeApi;
  let registry: ImageRegistry;

  beforeAll(async () => {
    api = openLabApi();
    registry = await startRegistry();
    // A store of its own: nothing of the machine's images is seen or changed.
    const store = `driver = "vfs"\ngraphroot = "${folder}/images"\nrunroot = "${folder}/run"\n`;
    writeFileSync(env.CONTAINERS_STORAGE_CONF, `[storage]\n${store}`);
    writeFileSync(
      env.CONTAINERS_REGISTRIES_CONF,
      `[[registry]]\nlocation = "${registry.host}"\ninsecure = true\n`,
    );
    mkdirSync(env.TMPDIR);
    await deleteNamespace(api, NAMESPACE);
  });

  afterAll(async () => {
    await deleteNamespace(api, NAMESPACE);
    api.close();
    registry.close();
    await removeImage(TAG);
    rmSync(folder, { recursive: true, force: true });
  });

  test("is built by buildah on any image with Node, and leaves nothing behind", async () => {
    const base = `oci-archive:${await buildNodeImage()}`;
    const started = performance.now();
    const { stdout, stderr, code } = await images("build", "--tool", "buildah", "--base", base, "--tag", TAG);
    expect([code, stdout.trim()], stderr).toEqual([0, TAG]);
    console.info(`built after ${((performance.now() - started) / 1000).toFixed(1)} s`);
    expect(readdirSync(env.TMPDIR).filter((name) => name.startsWith("country-stack-image-"))).toEqual([]);
  });

  test("names its user, its entry point and its version", async () => {
    const { stdout } = await execa(buildah ?? "", ["inspect", "--type", "image", TAG], { env });
    expect(JSON.parse(stdout).OCIv1.config).toMatchObject({
      User: "10001:10001",
      Entrypoint: ["node", "/app/cli/country-stack.cjs"],
      StopSignal: "SIGTERM",
      Labels: {
        "org.opencontainers.image.version": OWN_VERSION,
        "org.opencontainers.image.licenses": "Apache-2.0",
      },
    });
  });

  test("gives an image that a restricted pod runs without naming a user", async () => {
    const archive = join(folder, "image.tar");
    await execa(buildah ?? "", ["push", TAG, `docker-archive:${archive}:${TAG}`], { env });
    await importImage(archive);
    await applyObjects(api, [
      {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: NAMESPACE, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
      },
    ]);
    const pods = `/api/v1/namespaces/${NAMESPACE}/pods`;
    await waitFor("the pod being accepted", 20, async () => {
      return (await api.request("POST", pods, versionPod())).status === 201;
    });
    await waitFor("the pod's end", 60, async () => {
      return (await api.request("GET", `${pods}/version`)).body.status.phase === "Succeeded";
    });
    const { stdout } = await execa(programPath("kubectl"), [
      ...["--kubeconfig", kubeconfigPath(), "--namespace", NAMESPACE, "logs", "version"],
    ]);
    expect(stdout.trim()).toBe(OWN_VERSION);
  });

  test("is pushed under the name that a profile with that registry asks for", async () => {
    const target = `${registry.host}/utopia/country-stack-test/reference:built`;
    const { stdout, stderr, code } = await images(
      ...["push", `${registry.host}/utopia`, "--tool", "buildah", "--tag", TAG],
    );
    expect([code, stdout.trim()], stderr).toEqual([0, target]);
    expect(registry.images).toEqual(["utopia/country-stack-test/reference:built"]);
  });

  function images(...args: string[]) {
    return runCli(["images", ...args], { env });
  }
});

function versionPod(): object {
  return {
    metadata: { name: "version" },
    spec: {
      restartPolicy: "Never",
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          name: "version",
          image: TAG,
          imagePullPolicy: "Never",
          args: ["--version"],
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
        },
      ],
    },
  };
}
