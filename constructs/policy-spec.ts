/** A peer of a policy: the pods with these labels in the namespace of that name. */
export function peerSpec(namespace: string, selector: Readonly<Record<string, string>>): unknown {
  return { ...namespacePeer(namespace), podSelector: { matchLabels: selector } };
}

/** What a peer says of its namespace; alone, it is all pods there. */
export function namespacePeer(namespace: string): Readonly<Record<string, unknown>> {
  return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } };
}

/** TCP ports of a policy's rule. */
export function portsSpec(ports: readonly number[]): unknown {
  return ports.map((port) => ({ port, protocol: "TCP" }));
}

/** The rule that lets pods ask the cluster's DNS. */
export function dnsEgress(): unknown {
  return {
    to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } }],
    ports: [
      { port: 53, protocol: "UDP" },
      { port: 53, protocol: "TCP" },
    ],
  };
}

const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;
/** Where cloud providers hand out credentials to whoever asks. */
const METADATA_SERVICE = "169.254.169.254/32";

/** The rule that lets pods out to one port of a host. A policy knows addresses only, so a name means every one. */
export function addressEgress(host: string, port: number): unknown {
  const ipBlock = IPV4.test(host)
    ? { cidr: `${host}/32` }
    : { cidr: "0.0.0.0/0", except: [METADATA_SERVICE] };
  return { to: [{ ipBlock }], ports: portsSpec([port]) };
}
