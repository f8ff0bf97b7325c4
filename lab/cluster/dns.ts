import { startDaemonUntil } from "../daemons.ts";
import type { KubeApi } from "../kube-api.ts";
import { kubeconfigPath, programPath, statePath } from "../places.ts";
import { writeText } from "../write-text.ts";
import { clusterDomain, dnsServiceAddress, nodeAddress } from "./addresses.ts";
import { applyObjects } from "./apply-objects.ts";

/** Names outside the cluster do not exist here: a lab that asked for them would depend on the world. */
const corefile = () => `
${clusterDomain} in-addr.arpa ip6.arpa {
  bind ${nodeAddress}
  errors
  ready 127.0.0.1:8181
  kubernetes ${clusterDomain} in-addr.arpa ip6.arpa {
    kubeconfig ${kubeconfigPath()}
    pods insecure
    ttl 5
  }
}
. {
  bind ${nodeAddress}
  errors
  template ANY ANY {
    rcode NXDOMAIN
  }
}
`;

const ports = [
  { name: "dns", port: 53, protocol: "UDP" },
  { name: "dns-tcp", port: 53, protocol: "TCP" },
];

/** Starts CoreDNS as a process of this machine, and the Service by which pods reach it. */
export async function startDns(api: KubeApi): Promise<void> {
  writeText(statePath("Corefile"), corefile());
  const daemon = { name: "coredns", command: programPath("coredns"), args: ["-conf", statePath("Corefile")] };
  await startDaemonUntil(daemon, 30, async () => (await fetch("http://127.0.0.1:8181/ready")).ok);
  const metadata = { name: "kube-dns", namespace: "kube-system" };
  await applyObjects(api, [
    { apiVersion: "v1", kind: "Service", metadata, spec: { clusterIP: dnsServiceAddress, ports } },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { ...metadata, labels: { "kubernetes.io/service-name": metadata.name } },
      addressType: "IPv4",
      endpoints: [{ addresses: [nodeAddress], conditions: { ready: true } }],
      ports,
    },
  ]);
}
