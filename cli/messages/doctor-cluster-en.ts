import type { Finding } from "./doctor-finding.ts";

const word = (params: Readonly<Record<string, string | number>>, name: string): string =>
  String(params[name] ?? "");
const plural = (count: string, noun: string): string => `${count} ${noun}${count === "1" ? "" : "s"}`;

/** What the doctor finds in a cluster. */
export const doctorClusterFindings = {
  "cluster-answers": { says: (p) => `${word(p, "server")} answers ${word(p, "user")}` },
  "cluster-nameless": {
    says: (p) => `${word(p, "server")} answers, and does not say as whom it knows you`,
    remedy: () => "kubectl auth whoami",
  },
  "cluster-silent": {
    says: (p) => word(p, "reason"),
    remedy: () =>
      "set KUBECONFIG, or give --kubeconfig and --context; then kubectl get namespaces must answer",
  },
  "no-cluster": {
    says: () => "not looked at, as the cluster does not answer",
    remedy: () => "mend cluster first",
  },
  "version-tried": { says: (p) => `Kubernetes ${word(p, "version")}, tried with ${word(p, "tried")}` },
  "version-untried": {
    says: (p) => `Kubernetes ${word(p, "version")} was not tried, ${word(p, "tried")} was`,
    remedy: (p) => `try a stack that may fail first, or use Kubernetes ${word(p, "tried")}`,
  },
  "version-old": {
    says: (p) =>
      `Kubernetes ${word(p, "version")} is too old; ${word(p, "oldest")} is the oldest that can do`,
    remedy: (p) => `use Kubernetes ${word(p, "tried")}`,
  },
  "version-unknown": { says: () => "the cluster does not tell its version", remedy: () => "kubectl version" },
  "clock-same": { says: () => "this machine's clock agrees with the cluster's" },
  "clock-off": {
    says: (p) => `the cluster's clock is ${word(p, "seconds")} s ${word(p, "side")} this machine's`,
    remedy: () => "let this machine and the nodes follow the same time servers (timedatectl)",
  },
  "clock-wrong": {
    says: (p) =>
      `the cluster's clock is ${word(p, "seconds")} s ${word(p, "side")} this machine's: tokens and certificates do not hold`,
    remedy: () => "let this machine and the nodes follow the same time servers (timedatectl)",
  },
  "clock-unknown": {
    says: () => "the cluster's clock could not be read",
    remedy: () => "compare date with the time in kubectl get events",
  },
  "nodes-ready": { says: (p) => `${plural(word(p, "taking"), "node")} of ${word(p, "all")} take pods` },
  "nodes-some": {
    says: (p) => `these nodes are not ready: ${word(p, "unready")}`,
    remedy: () => "kubectl describe nodes",
  },
  "nodes-none": {
    says: (p) => `none of ${plural(word(p, "all"), "node")} takes pods`,
    remedy: () => "add a node, or take away what keeps pods off: kubectl describe nodes",
  },
  "nodes-unknown": {
    says: () => "nodes are not to be seen by this user",
    remedy: () => "ask for the right to list nodes, or who has it: kubectl get nodes",
  },
  "pressure-none": {
    says: (p) => `no shortage of disk, memory or processes on ${plural(word(p, "all"), "node")}`,
  },
  "pressure-some": {
    says: (p) => `nodes are short of something: ${word(p, "list")}`,
    remedy: () => "free or add disk and memory there: kubectl describe nodes",
  },
  "node-clocks-same": {
    says: (p) => `clocks of ${plural(word(p, "count"), "node")} agree with the API server's`,
  },
  "node-clocks-off": {
    says: (p) => `clocks of nodes are off: ${word(p, "list")}`,
    remedy: () => "let the nodes follow the same time servers",
  },
  "node-clocks-unknown": {
    says: () => "the nodes' clocks are not to be seen by this user",
    remedy: () => "ask for the right to list leases in kube-node-lease",
  },
  "rights-all": { says: (p) => `all ${word(p, "wanted")} rights that it takes are given` },
  "rights-missing": {
    says: (p) => `${word(p, "count")} of ${word(p, "wanted")} rights are missing: ${word(p, "list")}`,
    remedy: () => "hand the roles below to the team that rules the cluster (--rbac FILE writes them)",
  },
  "rights-unknown": {
    says: (p) => `the cluster does not say whether ${word(p, "count")} rights are given`,
    remedy: () => "kubectl auth can-i --list",
  },
  "rights-charts": {
    says: (p) => `what upstream charts make for ${word(p, "charts")} takes rights that are not known here`,
    remedy: () => "let who rules the cluster bring these up, or ask for the admin role in their namespaces",
  },
  "namespaces-ready": {
    says: (p) =>
      word(p, "missing") === "0"
        ? `all ${word(p, "there")} are there`
        : `${word(p, "there")} are there, ${word(p, "missing")} are made by up`,
  },
  "namespaces-given": {
    says: (p) => `all ${word(p, "there")} are there; as you may make none, down leaves them`,
  },
  "namespaces-foreign": {
    says: (p) => `these are there and do not belong to the stack: ${word(p, "list")}`,
    remedy: (p) =>
      `kubectl label namespace NAME app.kubernetes.io/managed-by=country-stack country-stack/stack=${word(p, "stack")}`,
  },
  "namespaces-missing": {
    says: (p) => `these are missing, and you may not make any: ${word(p, "list")}`,
    remedy: () => "hand the namespaces below to the team that makes them (--rbac FILE writes them)",
  },
  "namespaces-unknown": {
    says: (p) => `it is not to be seen whether these are there: ${word(p, "list")}`,
    remedy: () => "hand the roles, and the namespaces where you may make none, to the team that makes them",
  },
  "kinds-served": { says: (p) => `all ${word(p, "count")} kinds of the manifests are served` },
  "kinds-later": {
    says: (p) => `not served yet, and perhaps brought by the stack's own operators: ${word(p, "list")}`,
    remedy: () => "look again after up",
  },
  "kinds-missing": {
    says: (p) => `the cluster does not serve: ${word(p, "list")}`,
    remedy: () => "install what defines them, or choose a product that does without",
  },
  "storage-unneeded": { says: () => "no part asks for a volume" },
  "storage-found": { says: (p) => `volumes come from ${word(p, "used")}` },
  "storage-missing": {
    says: (p) => `there is no storage class ${word(p, "missing")}; there are: ${word(p, "known") || "none"}`,
    remedy: () => "name one that is there in overrides.storageClass, or have it made",
  },
  "storage-no-default": {
    says: (p) => `no storage class is the default; there are: ${word(p, "known") || "none"}`,
    remedy: () =>
      "name one in overrides.storageClass, or mark one: kubectl annotate storageclass NAME storageclass.kubernetes.io/is-default-class=true",
  },
  "storage-defaults": {
    says: (p) => `several storage classes say that they are the default: ${word(p, "defaults")}`,
    remedy: () =>
      "leave the mark on one of them: kubectl annotate storageclass NAME storageclass.kubernetes.io/is-default-class-",
  },
  "storage-unknown": {
    says: () => "storage classes are not to be seen by this user",
    remedy: () => "ask for the right to list storageclasses, or who has it: kubectl get storageclass",
  },
  "gateway-unneeded": { says: () => "no part is reached from outside by a gateway" },
  "gateway-served": {
    says: (p) => `served; classes: ${word(p, "known") || "none or not to be seen"}`,
  },
  "gateway-absent": {
    says: () => "the cluster does not serve the Gateway API (gateway.networking.k8s.io/v1)",
    remedy: () => "have a controller of it installed: gateway-api.sigs.k8s.io/implementations",
  },
  "gateway-unknown": {
    says: () => "gateway classes are not to be seen by this user",
    remedy: () => "ask for the right to list gatewayclasses, or who has it: kubectl get gatewayclass",
  },
  "gateway-class-missing": {
    says: (p) => `there is no gateway class ${word(p, "missing")}; there are: ${word(p, "known") || "none"}`,
    remedy: () => "name one that is there in the gateway's options, or have its controller installed",
  },
  "gateway-class-idle": {
    says: (p) => `no controller has taken the gateway class ${word(p, "idle")}`,
    remedy: (p) => `kubectl describe gatewayclass ${word(p, "idle")}`,
  },
  "image-unneeded": { says: () => "no part runs it" },
  "image-mirrored": { says: (p) => `pods pull it as ${word(p, "image")}` },
  "image-there": { says: (p) => `the nodes have ${word(p, "image")}` },
  "image-missing": {
    says: (p) => `these nodes do not tell that they have ${word(p, "image")}: ${word(p, "list")}`,
    remedy: () => "country-stack images build, then push it into a registry that the profile names",
  },
  "image-unknown": {
    says: (p) => `whether the nodes have ${word(p, "image")} is not to be seen by this user`,
    remedy: () => "country-stack images push into a registry that the profile names",
  },
  "capacity-fits": {
    says: (p) => `all ${plural(word(p, "pods"), "pod")} find a node; ${word(p, "left")} are left`,
  },
  "capacity-lacking": {
    says: (p) =>
      `no node takes ${word(p, "pod")} (${word(p, "asks")}): ${word(p, "why")}${word(p, "others") === "0" ? "" : `; nor ${word(p, "others")} more`}`,
    remedy: () => "add a node, or choose a smaller size or other overrides.resources",
  },
  "capacity-partly": {
    says: (p) =>
      `all ${plural(word(p, "pods"), "known pod")} find a node; what charts make for ${word(p, "parts")} is not counted`,
    remedy: (p) => `look at the footprint of ${word(p, "parts")} in country-stack catalog`,
  },
  "capacity-unknown": {
    says: () => "nodes and what runs on them are not to be seen by this user",
    remedy: () => "ask who may list nodes and pods to run country-stack doctor",
  },
  "probe-not-made": {
    says: (p) => `not found out: ${word(p, "reason")}`,
    remedy: () => "--probe-namespace NAME tries it in a namespace that you may use",
  },
  "probe-unknown": {
    says: (p) => `not found out: ${word(p, "reason")}`,
    remedy: () => "mend that, then country-stack doctor again",
  },
  "dns-answers": { says: (p) => `a pod finds kubernetes.default.svc.cluster.local at ${word(p, "address")}` },
  "dns-silent": {
    says: (p) => `a pod does not find kubernetes.default.svc.cluster.local (${word(p, "error")})`,
    remedy: () =>
      "kubectl -n kube-system get pods -l k8s-app=kube-dns; the domain of the cluster must be cluster.local",
  },
  "write-works": {
    says: (p) => `user ${word(p, "user")} wrote into a volume of ${word(p, "name")} and read it again`,
  },
  "write-fails": {
    says: (p) => `a pod without rights cannot write into a volume of ${word(p, "name")}: ${word(p, "error")}`,
    remedy: () => "choose a storage class whose volumes take fsGroup (overrides.storageClass)",
  },
  "write-unknown": {
    says: (p) => `${word(p, "name")} not found out: ${word(p, "reason")}`,
    remedy: () => "kubectl get storageclass; its provisioner has to run",
  },
  "pod-security-enforced": { says: () => "a pod that restricted forbids is refused" },
  "pod-security-absent": {
    says: () => "a privileged pod was let into a namespace at the level restricted",
    remedy: () => "switch the admission plug-in PodSecurity on at the API server",
  },
  "pod-security-unknown": {
    says: (p) => `not found out: ${word(p, "reason")}`,
    remedy: () => "try it where you may make pods in a namespace at the level restricted",
  },
  "policies-enforced": { says: () => "what policies do not let through is stopped, inward and outward" },
  "policies-ignored": {
    says: () => "NetworkPolicies are accepted and not enforced: every pod reaches every other one",
    remedy: () => "install a network plug-in that enforces them, such as Calico or Cilium",
  },
  "policies-partly": {
    says: (p) => `${word(p, "side")} rules of NetworkPolicies are not enforced, the others are`,
    remedy: () => "install a network plug-in that enforces both, such as Calico or Cilium",
  },
  "policies-unknown": {
    says: (p) => `not found out: one pod did not reach the other where both may (${word(p, "answer")})`,
    remedy: () => "see that pods reach each other, then country-stack doctor again",
  },
} satisfies Readonly<Record<string, Finding>>;
