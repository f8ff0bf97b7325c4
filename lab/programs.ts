/** A program built from a pinned Go module of `lab/go/FAMILY`. */
export interface Program {
  name: string;
  family: string;
  /** The main package. */
  package: string;
  version: string;
  /** The Go variable that holds the version, where the module leaves it to the linker. */
  versionVariable?: string;
}

/** The version of Kubernetes in the lab: the last whose kubelet still runs on cgroup v1 without more ado. */
const kubernetesVersion = "v1.34.4";

const kubernetesPrograms = [
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubelet",
  "kube-proxy",
  "kubectl",
];

/** All programs of the lab, in the order in which they are built. */
export const programs: Program[] = [
  ...kubernetesPrograms.map((name) => ({
    name,
    family: "kubernetes",
    package: `k8s.io/kubernetes/cmd/${name}`,
    version: kubernetesVersion,
    versionVariable: "k8s.io/component-base/version.gitVersion",
  })),
  {
    name: "pulumi",
    family: "pulumi",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    version: "v3.255.0",
    versionVariable: "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version",
  },
  { name: "coredns", family: "coredns", package: "github.com/coredns/coredns", version: "v1.14.5" },
  {
    name: "local-path-provisioner",
    family: "local-path-provisioner",
    package: "github.com/rancher/local-path-provisioner",
    version: "v0.0.30",
    versionVariable: "main.VERSION",
  },
  {
    name: "helm",
    family: "helm",
    package: "helm.sh/helm/v3/cmd/helm",
    version: "v3.22.0",
    versionVariable: "helm.sh/helm/v3/internal/version.version",
  },
  {
    name: "kwok",
    family: "kwok",
    package: "sigs.k8s.io/kwok/cmd/kwok",
    version: "v0.8.0",
    versionVariable: "sigs.k8s.io/kwok/pkg/consts.Version",
  },
  {
    name: "gofakes3",
    family: "s3",
    package: "github.com/johannesboyne/gofakes3/cmd/gofakes3",
    version: "v1.2.0",
  },
];
