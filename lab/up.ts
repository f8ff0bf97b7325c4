import { existsSync, mkdirSync } from "node:fs";
import { buildPrograms } from "./build-programs.ts";
import { canHost } from "./can-host.ts";
import { nodeName } from "./cluster/addresses.ts";
import { createCertificates } from "./cluster/certificates.ts";
import { startApiServer, startControllers, startEtcd } from "./cluster/control-plane.ts";
import { startDns } from "./cluster/dns.ts";
import { installGatewayApi } from "./cluster/gateway-api.ts";
import { createNetwork } from "./cluster/network.ts";
import { startContainerd, startKubelet, startKubeProxy } from "./cluster/node.ts";
import { startStorage } from "./cluster/storage.ts";
import { buildBusyboxImages } from "./images/busybox-images.ts";
import { importImage } from "./images/import-image.ts";
import { refreshReferenceImage } from "./images/reference-image.ts";
import { installPackages } from "./install-packages.ts";
import { type KubeApi, openApi } from "./kube-api.ts";
import { kubeconfigPath, stateFolder, statePath } from "./places.ts";
import { readStatus } from "./status.ts";
import { LabError, runStep, say, waitFor } from "./steps.ts";

/**
 * Brings the lab up, building and installing what is missing; on a lab that runs it does nothing, and one that half
 * runs it completes. Prints the kubeconfig's path on stdout. Throws a LabError with exit code 3 on a machine that
 * cannot host it.
 */
export async function up(): Promise<void> {
  const hosting = canHost();
  if (!hosting.ok) throw new LabError(hosting.reason, 3);
  if (isUp()) {
    say("The lab is running.");
  } else {
    await installPackages();
    await buildPrograms();
    await startCluster();
  }
  await refreshReferenceImage();
  process.stdout.write(`${kubeconfigPath()}\nexport KUBECONFIG=${kubeconfigPath()}\n`);
}

function isUp(): boolean {
  return readStatus().every(({ running }) => running) && existsSync(kubeconfigPath());
}

async function startCluster(): Promise<void> {
  mkdirSync(stateFolder(), { recursive: true });
  await runStep("certificates", createCertificates);
  await runStep("network", createNetwork);
  await runStep("etcd", startEtcd);
  await runStep("API server", () => startApiServer(() => openApi(kubeconfigPath())));
  const api = openApi(kubeconfigPath());
  await runStep("controllers", startControllers);
  await runStep("containerd and images", startContainerdWithImages);
  await runStep("DNS", () => startDns(api));
  await runStep("kubelet and kube-proxy", () => {
    startKubelet();
    startKubeProxy();
  });
  await runStep("storage", () => startStorage(api));
  await runStep("Gateway API", () => installGatewayApi(api));
  await runStep("node ready", () => waitFor("the node being ready", 180, () => isNodeReady(api)));
  await runStep("ephemeral storage", () => declareEphemeralStorage(api));
  api.close();
  const ended = readStatus().filter(({ running }) => !running);
  if (ended.length > 0)
    throw new LabError(
      `${ended.map(({ component }) => component).join(", ")} ended; see ${statePath("logs")}.`,
    );
}

async function startContainerdWithImages(): Promise<void> {
  await startContainerd();
  for (const archive of await buildBusyboxImages()) await importImage(archive);
}

/** Without local storage isolation the kubelet reports none, and no pod that asks for some would be scheduled. */
async function declareEphemeralStorage(api: KubeApi): Promise<void> {
  const amount = { "ephemeral-storage": "32Gi" };
  const body = { status: { capacity: amount, allocatable: amount } };
  const path = `/api/v1/nodes/${nodeName}/status`;
  const { status } = await api.request("PATCH", path, body, "application/merge-patch+json");
  if (status !== 200) throw new LabError(`the node's status cannot be changed: HTTP ${status}.`);
}

async function isNodeReady(api: KubeApi): Promise<boolean> {
  const { body } = await api.request("GET", `/api/v1/nodes/${nodeName}`);
  const conditions: { type: string; status: string }[] = body.status?.conditions ?? [];
  return conditions.some(({ type, status }) => type === "Ready" && status === "True");
}
