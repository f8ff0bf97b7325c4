import { existsSync, mkdirSync } from "node:fs";
import { execa } from "execa";
import { stringify } from "yaml";
import { startDaemon, startDaemonUntil } from "../daemons.ts";
import { pauseImage } from "../images/image-names.ts";
import { containerdSocket, programPath, statePath } from "../places.ts";
import { writeText } from "../write-text.ts";
import {
  clusterDomain,
  dnsServiceAddress,
  kubeletPort,
  nodeAddress,
  nodeName,
  podRange,
} from "./addresses.ts";
import { keysPath } from "./certificates.ts";
import { writeKubeconfig } from "./kubeconfig.ts";

/** Starts containerd with a configuration, folders and a socket of its own. */
export async function startContainerd(): Promise<void> {
  const config = statePath("containerd.toml");
  writeText(config, containerdConfig());
  const daemon = { name: "containerd", command: "containerd", args: ["--config", config] };
  await startDaemonUntil(daemon, 30, async () => {
    if (!existsSync(containerdSocket())) return false;
    const { exitCode } = await execa("ctr", ["--address", containerdSocket(), "version"], { reject: false });
    return exitCode === 0;
  });
}

/** Starts the kubelet, which registers the node. */
export function startKubelet(): void {
  const kubeconfig = statePath("kubelet.kubeconfig");
  const config = statePath("kubelet.yaml");
  writeKubeconfig(kubeconfig, "kubelet");
  writeText(config, stringify(kubeletConfig()));
  const args = [
    `--config=${config}`,
    `--kubeconfig=${kubeconfig}`,
    `--root-dir=${statePath("kubelet")}`,
    `--hostname-override=${nodeName}`,
    `--node-ip=${nodeAddress}`,
  ];
  startDaemon({ name: "kubelet", command: programPath("kubelet"), args });
}

/** Starts kube-proxy, which makes Services reachable from pods and from this machine. */
export function startKubeProxy(): void {
  const kubeconfig = statePath("kube-proxy.kubeconfig");
  const config = statePath("kube-proxy.yaml");
  writeKubeconfig(kubeconfig, "kube-proxy");
  writeText(config, stringify(kubeProxyConfig(kubeconfig)));
  startDaemon({ name: "kube-proxy", command: programPath("kube-proxy"), args: [`--config=${config}`] });
}

function containerdConfig(): string {
  return `version = 2
root = "${statePath("containerd")}"
state = "${statePath("containerd-run")}"
disabled_plugins = [
  "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs",
  "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing",
]
[grpc]
  address = "${containerdSocket()}"
[plugins."io.containerd.internal.v1.opt"]
  path = "${statePath("containerd-opt")}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  stream_server_address = "127.0.0.1"
  disable_apparmor = true
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${statePath("cni/config")}"
`;
}

function kubeletConfig(): object {
  mkdirSync(statePath("pod-logs"), { recursive: true });
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    address: nodeAddress,
    port: kubeletPort,
    authentication: {
      anonymous: { enabled: false },
      x509: { clientCAFile: keysPath("ca.crt") },
      webhook: { enabled: true },
    },
    authorization: { mode: "Webhook" },
    tlsCertFile: keysPath("kubelet-server.crt"),
    tlsPrivateKeyFile: keysPath("kubelet-server.key"),
    containerRuntimeEndpoint: `unix://${containerdSocket()}`,
    clusterDomain,
    clusterDNS: [dnsServiceAddress],
    podLogsDir: statePath("pod-logs"),
    volumePluginDir: statePath("volume-plugins"),
    maxPods: 250,
    // No registry is reached from here: an image that the kubelet collects would be gone for good.
    imageGCHighThresholdPercent: 100,
    evictionHard: { "memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%" },
    makeIPTablesUtilChains: false,
    // For machines with cgroup v1 and without CAP_SYS_RESOURCE.
    cgroupDriver: "cgroupfs",
    enforceNodeAllocatable: [],
    localStorageCapacityIsolation: false,
    failSwapOn: false,
    featureGates: { KubeletInUserNamespace: true },
  };
}

function kubeProxyConfig(kubeconfig: string): object {
  return {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    mode: "nftables",
    clientConnection: { kubeconfig },
    hostnameOverride: nodeName,
    clusterCIDR: podRange,
    healthzBindAddress: "127.0.0.1:10256",
    metricsBindAddress: "127.0.0.1:10249",
    // The machine's own limit stays as it is.
    conntrack: { maxPerCore: 0 },
    nftables: { minSyncPeriod: "100ms", syncPeriod: "30s" },
  };
}
