/** A peer of a policy: the pods with these labels in the namespace of that name. */
export function peerSpec(namespace: string, selector: Readonly<Record<string, string>>): unknown {
  return {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: { matchLabels: selector },
  };
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
