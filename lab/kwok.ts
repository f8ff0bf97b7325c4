import { join } from "node:path";
import { findModule } from "./build-programs.ts";
import { nodeAddress } from "./cluster/addresses.ts";
import { applyObjects, type KubeObject } from "./cluster/apply-objects.ts";
import { findDaemon, startDaemon, stopDaemon } from "./daemons.ts";
import { type KubeApi, openApi } from "./kube-api.ts";
import { kubeconfigPath, programPath } from "./places.ts";
import { LabError, runStep, waitFor } from "./steps.ts";

/** Marks what kwok simulates; also the taint that keeps real pods away. */
const mark = "kwok.x-k8s.io/node";
const selector = "?labelSelector=type%3Dkwok";

const stages = [
  "node/fast/node-initialize.yaml",
  "node/heartbeat-with-lease/node-heartbeat-with-lease.yaml",
  "pod/fast/pod-ready.yaml",
  "pod/fast/pod-complete.yaml",
  "pod/fast/pod-delete.yaml",
];

/**
 * Gives the running lab this many simulated nodes, `sim-1` to `sim-N`, each with 32 processors, 256 GiB and room for
 * 110 pods; pods need the toleration of the taint `kwok.x-k8s.io/node`. With 0, kwok ends too.
 */
export async function setSimulatedNodes(count: number): Promise<void> {
  if (!Number.isInteger(count) || count < 0) throw new LabError("The number of nodes must be 0 or more.", 2);
  if (findDaemon("kube-apiserver") === undefined)
    throw new LabError("The lab is not running; start it with: lab up");
  const api = openApi(kubeconfigPath());
  const wanted = new Set(Array.from({ length: count }, (_, index) => `sim-${index + 1}`));
  const surplus = (await listSimulatedNodes(api)).filter((name) => !wanted.has(name));
  if (surplus.length > 0) await runStep(`remove ${surplus.length} nodes`, () => removeNodes(api, surplus));
  if (count === 0) await stopDaemon("kwok");
  else await runStep(`${count} nodes`, () => addNodes(api, [...wanted]));
  api.close();
}

async function addNodes(api: KubeApi, names: string[]): Promise<void> {
  await startKwok();
  await applyObjects(
    api,
    names.map((name) => simulatedNode(name)),
  );
  await waitFor("simulated nodes being ready", 120, async () => {
    const { body } = await api.request("GET", `/api/v1/nodes${selector}`);
    return body.items.filter(isReady).length === names.length;
  });
}

/** Pods go first: without their node nobody would end them. */
async function removeNodes(api: KubeApi, names: string[]): Promise<void> {
  for (const name of names) {
    const query = `?fieldSelector=spec.nodeName%3D${name}`;
    const { body } = await api.request("GET", `/api/v1/pods${query}`);
    for (const { metadata } of body.items) {
      await api.request(
        "DELETE",
        `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}?gracePeriodSeconds=0`,
      );
    }
    await api.request("DELETE", `/api/v1/nodes/${name}`);
  }
}

async function listSimulatedNodes(api: KubeApi): Promise<string[]> {
  const { body } = await api.request("GET", `/api/v1/nodes${selector}`);
  return body.items.map(({ metadata }: KubeObject) => metadata.name);
}

async function startKwok(): Promise<void> {
  const folder = join(await findModule("kwok", "sigs.k8s.io/kwok"), "kustomize/stage");
  const args = [
    ...["--kubeconfig", kubeconfigPath(), "--manage-all-nodes=false"],
    `--manage-nodes-with-annotation-selector=${mark}=fake`,
    ...["--node-lease-duration-seconds=40", "--cidr=10.245.0.0/16", `--node-ip=${nodeAddress}`],
    ...stages.flatMap((stage) => ["--config", join(folder, stage)]),
  ];
  startDaemon({ name: "kwok", command: programPath("kwok"), args });
}

/** A simulated node, of the given size in Kubernetes quantities. */
export function simulatedNode(
  name: string,
  resources: Readonly<Record<string, string>> = {
    cpu: "32",
    memory: "256Gi",
    pods: "110",
    "ephemeral-storage": "500Gi",
  },
): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: { type: "kwok", "kubernetes.io/hostname": name },
      annotations: { [mark]: "fake" },
    },
    spec: { taints: [{ key: mark, value: "fake", effect: "NoSchedule" }] },
    status: { capacity: resources, allocatable: resources },
  };
}

function isReady({ status }: { status: { conditions?: { type: string; status: string }[] } }): boolean {
  return (status.conditions ?? []).some(({ type, status }) => type === "Ready" && status === "True");
}
