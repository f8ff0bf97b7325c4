import { type Daemon, startDaemon, startDaemonUntil } from "../daemons.ts";
import type { KubeApi } from "../kube-api.ts";
import { kubeconfigPath, programPath, statePath } from "../places.ts";
import { apiPort, etcdPeerPort, etcdPort, nodeAddress, podRange, serviceRange } from "./addresses.ts";
import { keysPath } from "./certificates.ts";
import { writeKubeconfig } from "./kubeconfig.ts";

const etcdUrl = `http://127.0.0.1:${etcdPort}`;

/** Starts etcd, on loopback. It trusts the disk to be there: a lab need not survive a power cut. */
export async function startEtcd(): Promise<void> {
  const peerUrl = `http://127.0.0.1:${etcdPeerPort}`;
  const args = [
    ...["--name", "lab", "--data-dir", statePath("etcd"), "--unsafe-no-fsync", "--log-level", "warn"],
    ...["--listen-client-urls", etcdUrl, "--advertise-client-urls", etcdUrl],
    ...["--listen-peer-urls", peerUrl, "--initial-advertise-peer-urls", peerUrl],
    ...["--initial-cluster", `lab=${peerUrl}`, "--auto-compaction-retention", "1h"],
  ];
  await startDaemonUntil({ name: "etcd", command: "etcd", args }, 30, async () => {
    return (await fetch(`${etcdUrl}/health`)).ok;
  });
}

/** Starts the API server and writes the administrator's kubeconfig. */
export async function startApiServer(api: () => KubeApi): Promise<void> {
  writeKubeconfig(kubeconfigPath(), "admin");
  await startDaemonUntil({ name: "kube-apiserver", ...apiServer() }, 60, async () => {
    return (await api().request("GET", "/readyz")).status === 200;
  });
}

/** Starts the controller manager and the scheduler. */
export function startControllers(): void {
  for (const name of ["controller-manager", "scheduler"])
    writeKubeconfig(statePath(`${name}.kubeconfig`), name);
  startDaemon({ name: "kube-controller-manager", ...controllerManager() });
  startDaemon({ name: "kube-scheduler", ...scheduler() });
}

function apiServer(): Omit<Daemon, "name"> {
  const args = [
    // All addresses, because it takes one or all; the lab's firewall rules leave loopback and the node's own.
    "--bind-address=0.0.0.0",
    `--secure-port=${apiPort}`,
    `--advertise-address=${nodeAddress}`,
    `--etcd-servers=${etcdUrl}`,
    `--service-cluster-ip-range=${serviceRange}`,
    "--authorization-mode=Node,RBAC",
    "--enable-admission-plugins=NodeRestriction",
    "--anonymous-auth=false",
    "--allow-privileged=true",
    // Debian's etcd lacks what it needs, and clients that are refused outright fall back where others back off.
    "--feature-gates=WatchList=false",
    `--client-ca-file=${keysPath("ca.crt")}`,
    `--tls-cert-file=${keysPath("apiserver.crt")}`,
    `--tls-private-key-file=${keysPath("apiserver.key")}`,
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${keysPath("sa.pub")}`,
    `--service-account-signing-key-file=${keysPath("sa.key")}`,
    `--kubelet-client-certificate=${keysPath("apiserver-to-kubelet.crt")}`,
    `--kubelet-client-key=${keysPath("apiserver-to-kubelet.key")}`,
    `--kubelet-certificate-authority=${keysPath("ca.crt")}`,
    // The node's name resolves nowhere; exec, logs and port-forward go by its address.
    "--kubelet-preferred-address-types=InternalIP",
  ];
  return { command: programPath("kube-apiserver"), args };
}

function controllerManager(): Omit<Daemon, "name"> {
  const args = [
    `--kubeconfig=${statePath("controller-manager.kubeconfig")}`,
    "--bind-address=127.0.0.1",
    "--leader-elect=false",
    "--use-service-account-credentials",
    `--service-account-private-key-file=${keysPath("sa.key")}`,
    `--root-ca-file=${keysPath("ca.crt")}`,
    `--flex-volume-plugin-dir=${statePath("volume-plugins")}`,
    `--cluster-cidr=${podRange}`,
    "--kube-api-qps=200",
    "--kube-api-burst=400",
  ];
  return { command: programPath("kube-controller-manager"), args };
}

function scheduler(): Omit<Daemon, "name"> {
  const args = [
    `--kubeconfig=${statePath("scheduler.kubeconfig")}`,
    "--bind-address=127.0.0.1",
    "--leader-elect=false",
    "--kube-api-qps=200",
    "--kube-api-burst=400",
  ];
  return { command: programPath("kube-scheduler"), args };
}
