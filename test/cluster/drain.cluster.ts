import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { products } from "../../charts/catalog.ts";
import type { KubeObject, Manifest, Stack } from "../../charts/spi/index.ts";
import { synthStack } from "../../constructs/synth.ts";
import type { KubeApi } from "../../lab/kube-api.ts";
import { setSimulatedNodes } from "../../lab/kwok.ts";
import { kubeconfigPath, programPath } from "../../lab/places.ts";
import { waitFor } from "../../lab/steps.ts";
import { productStack } from "../product-profile.ts";
import { deleteNamespace, openLabApi, whyNoLab } from "./running-lab.ts";

const NAME = "drain-test";
const ZONE = "topology.kubernetes.io/zone";
/** Two simulated nodes in each of three zones. */
const ZONES = new Map([1, 2, 3, 4, 5, 6].map((node) => [`sim-${node}`, `zone-${Math.ceil(node / 2)}`]));
const DRAINED = [...ZONES.keys()].filter((node) => ZONES.get(node) === "zone-1");
const MINUTES_5 = 300_000;

interface Workload {
  readonly kind: "deployments" | "statefulsets";
  readonly namespace: string;
  readonly name: string;
  readonly replicas: number;
}

interface PodObject {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly nodeName?: string };
}

describe.skipIf(whyNoLab !== undefined)("a zone that is drained", { timeout: MINUTES_5 }, () => {
  let api: KubeApi;
  let workloads: readonly Workload[];
  let namespaces: readonly string[];

  beforeAll(async () => {
    api = openLabApi();
    const manifests = (await Promise.all(["keycloak", "esignet"].map(severalOf))).flat();
    namespaces = manifests.filter(isOf("Namespace")).map(({ object }) => object.metadata.name);
    await Promise.all(namespaces.map((namespace) => deleteNamespace(api, namespace)));
    await setSimulatedNodes(ZONES.size);
    for (const [node, zone] of ZONES)
      await kubectl("", "label", "node", node, `${ZONE}=${zone}`, "--overwrite");
    const text = manifests.map(({ object }) => JSON.stringify(object)).join("\n");
    await kubectl(text, "apply", "--server-side", "-f", "-");
    workloads = manifests.filter(isOf("Deployment", "StatefulSet")).map(({ object }) => workloadOf(object));
    await waitFor("all pods being available", 120, async () => {
      const available = await Promise.all(workloads.map(availableOf));
      return available.every((count, index) => count === workloads[index]?.replicas);
    });
  }, MINUTES_5);

  afterAll(async () => {
    await Promise.all(namespaces.map((namespace) => deleteNamespace(api, namespace)));
    await setSimulatedNodes(0);
    api.close();
  }, MINUTES_5);

  test("had of every part no more than its share", async () => {
    for (const workload of workloads) {
      const zones = (await podsOf(workload)).map(({ spec }) => ZONES.get(spec.nodeName ?? "") ?? "nowhere");
      const counts = Object.values(Object.groupBy(zones, String)).map((all) => all?.length ?? 0);
      expect(Object.keys(Object.groupBy(zones, String))).toHaveLength(Math.min(3, workload.replicas));
      expect(Math.max(...counts) - Math.min(...counts), workload.name).toBeLessThanOrEqual(1);
    }
  });

  test("lets pods go one at a time, and every part stays available by the scheduler's own answer", async () => {
    for (const node of DRAINED) await kubectl("", "cordon", node);
    // By the workload and not by its name: products have parts of the same name, each in namespaces of its own.
    const least = new Map(workloads.map((workload) => [workload, workload.replicas]));
    const leaving = (await Promise.all(workloads.map(podsOf)))
      .flat()
      .filter(({ spec }) => DRAINED.includes(spec.nodeName ?? ""));
    expect(leaving.length).toBeGreaterThanOrEqual(workloads.length);
    for (const pod of leaving) {
      await waitFor(`${pod.metadata.name} being let go`, 60, async () => (await evict(pod)) === 201);
      for (const workload of workloads) {
        const available = await availableOf(workload);
        least.set(workload, Math.min(least.get(workload) ?? 0, available));
      }
    }
    await waitFor("all pods being available again", 120, async () => {
      const available = await Promise.all(workloads.map(availableOf));
      return available.every((count, index) => count === workloads[index]?.replicas);
    });
    for (const workload of workloads)
      expect(least.get(workload), workload.name).toBeGreaterThanOrEqual(workload.replicas - 1);
    const left = (await Promise.all(workloads.map(podsOf))).flat();
    expect(left.filter(({ spec }) => DRAINED.includes(spec.nodeName ?? ""))).toEqual([]);
  });

  test("is refused a second pod of a part while the first one is not back", async () => {
    const [workload] = workloads;
    if (workload === undefined) throw new Error("no part has several pods");
    for (const node of ZONES.keys()) await kubectl("", "cordon", node);
    const [first, second] = await podsOf(workload);
    if (first === undefined || second === undefined) throw new Error("it has not several pods");
    expect(await evict(first)).toBe(201);
    await waitFor(
      "the first one being gone",
      60,
      async () => (await availableOf(workload)) < workload.replicas,
    );
    expect(await evict(second)).toBe(429);
  });

  /** The status of the answer: 201 where the pod goes, 429 where a budget keeps it. */
  async function evict({ metadata: { name, namespace } }: PodObject): Promise<number> {
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
    const body = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
    return (await api.request("POST", path, body)).status;
  }

  async function availableOf({ kind, namespace, name }: Workload): Promise<number> {
    const { body } = await api.request("GET", `/apis/apps/v1/namespaces/${namespace}/${kind}/${name}`);
    return body.status?.availableReplicas ?? 0;
  }

  async function podsOf({ kind, namespace, name }: Workload): Promise<PodObject[]> {
    const owner = (await api.request("GET", `/apis/apps/v1/namespaces/${namespace}/${kind}/${name}`)).body;
    const labels = Object.entries(owner.spec.selector.matchLabels).map(([key, value]) => `${key}=${value}`);
    const query = `labelSelector=${encodeURIComponent(labels.join(","))}`;
    const { items } = (await api.request("GET", `/api/v1/namespaces/${namespace}/pods?${query}`)).body;
    return items;
  }
});

/** What of a product runs several times for a nation, on simulated nodes: the scheduler's part is real, no program runs. */
async function severalOf(id: string): Promise<Manifest[]> {
  const product = products.find((one) => one.id === id);
  if (product === undefined) throw new Error(`there is no product ${id}`);
  const stack = productStack(product, "national");
  const renamed: Stack = {
    ...stack,
    name: NAME,
    parts: stack.parts.map((part) => ({
      ...part,
      namespace: part.namespace.replace(/^[^-]+/, `${NAME}-${id}`),
    })),
  };
  const manifests = await synthStack(renamed);
  const several = manifests.filter(({ object }) => isSeveral(object));
  const spaces = new Set(several.map(({ object }) => object.metadata.namespace));
  const beside = manifests.filter(
    (manifest) =>
      (isOf("Namespace")(manifest) && spaces.has(manifest.object.metadata.name)) ||
      (isOf("PodDisruptionBudget", "ServiceAccount")(manifest) &&
        spaces.has(manifest.object.metadata.namespace)),
  );
  return [...beside, ...several.map(onSimulatedNodes)];
}

function isOf(...kinds: string[]): (manifest: Manifest) => boolean {
  return ({ object }) => kinds.includes(object.kind);
}

function isSeveral(object: KubeObject): boolean {
  const { replicas = 0 } = (object["spec"] ?? {}) as { replicas?: number };
  return ["Deployment", "StatefulSet"].includes(object.kind) && replicas > 1;
}

/** No simulated node has a disk; a real volume ties its pod to where it can be attached. */
function onSimulatedNodes(manifest: Manifest): Manifest {
  const object = structuredClone(manifest.object) as KubeObject & {
    spec: {
      template: { spec: { volumes?: { name: string }[] } };
      volumeClaimTemplates?: { metadata: { name: string } }[];
    };
  };
  const { template, volumeClaimTemplates = [] } = object.spec;
  delete object.spec.volumeClaimTemplates;
  const claimed = volumeClaimTemplates.map(({ metadata: { name } }) => ({ name, emptyDir: {} }));
  const volumes = (template.spec.volumes ?? []).map((volume) =>
    "persistentVolumeClaim" in volume ? { name: volume.name, emptyDir: {} } : volume,
  );
  Object.assign(template.spec, {
    volumes: [...volumes, ...claimed],
    nodeSelector: { type: "kwok" },
    tolerations: [{ key: "kwok.x-k8s.io/node", operator: "Exists" }],
  });
  return { ...manifest, object };
}

function workloadOf({ kind, metadata, ...object }: KubeObject): Workload {
  const { replicas } = object["spec"] as { replicas: number };
  const plural = kind === "Deployment" ? "deployments" : "statefulsets";
  return { kind: plural, namespace: metadata.namespace ?? "", name: metadata.name, replicas };
}

function kubectl(input: string, ...args: string[]) {
  return execa(programPath("kubectl"), ["--kubeconfig", kubeconfigPath(), ...args], { input });
}
