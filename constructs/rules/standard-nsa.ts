import type { Control } from "./standards.ts";

const CONTROL_PLANE = "it is a setting of the cluster's control plane, which no manifest of a stack shows";
const KUBELET = "it is a setting of the kubelets, which no manifest of a stack shows";

/** Kubescape's framework NSA. */
export const NSA: readonly Control[] = [
  { id: "C-0002", title: "Prevent containers from allowing command execution" },
  { id: "C-0005", title: "API server insecure port is enabled", undecided: CONTROL_PLANE },
  { id: "C-0012", title: "Applications credentials in configuration files" },
  { id: "C-0013", title: "Non-root containers" },
  { id: "C-0016", title: "Allow privilege escalation" },
  { id: "C-0017", title: "Immutable container filesystem" },
  { id: "C-0030", title: "Ingress and Egress blocked" },
  { id: "C-0034", title: "Automatic mapping of service account" },
  { id: "C-0035", title: "Administrative Roles" },
  { id: "C-0038", title: "Host PID/IPC privileges" },
  { id: "C-0041", title: "HostNetwork access" },
  { id: "C-0044", title: "Container hostPort" },
  { id: "C-0046", title: "Insecure capabilities" },
  { id: "C-0054", title: "Cluster internal networking" },
  { id: "C-0055", title: "Linux hardening" },
  { id: "C-0057", title: "Privileged container" },
  {
    id: "C-0058",
    title: "CVE-2021-25741: using a symlink for arbitrary access to the host's file system",
    note: "kubelets before 1.22.2 have this hole; the rule is advice, because the clusters that the tool supports do not",
  },
  { id: "C-0059", title: "CVE-2021-25742: snippets in annotations of nginx Ingresses" },
  { id: "C-0066", title: "Secret/etcd encryption enabled", undecided: CONTROL_PLANE },
  { id: "C-0067", title: "Audit logs enabled", undecided: CONTROL_PLANE },
  {
    id: "C-0068",
    title: "PSP enabled",
    undecided:
      "PodSecurityPolicy is gone since Kubernetes 1.25; namespace-pod-security is about what took its place",
  },
  { id: "C-0069", title: "Disable anonymous access to Kubelet service", undecided: KUBELET },
  { id: "C-0070", title: "Enforce Kubelet client TLS authentication", undecided: KUBELET },
  { id: "C-0270", title: "Ensure CPU limits are set" },
  { id: "C-0271", title: "Ensure memory limits are set" },
  {
    id: "ingress-nginx",
    title: "ingress-nginx at its end of life",
    undecided: "which proxy a cluster has is not in the manifests of a stack, which bring none",
  },
];
