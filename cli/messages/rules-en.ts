import type { AdviceId, RuleId } from "../../charts/spi/index.ts";

type Params = Readonly<Record<string, string | number>>;

/** What a person reads about one rule. */
export interface RuleMessage {
  /** What is wrong at one place, without a full stop. */
  readonly says: (params: Params) => string;
  /** What could happen without the rule, one sentence. */
  readonly why: string;
  /** What to change, one sentence. */
  readonly mend: string;
}

const word = (params: Params, name: string): string => String(params[name] ?? "");
const container = (params: Params): string => `container ${word(params, "container")}`;
/** Whoever has the field: one container, or the pod for all of them. */
const holder = (params: Params): string =>
  params["container"] === undefined ? "the pod" : container(params);

/** The sentences of every rule, in English. */
export const ruleSentences: Readonly<Record<RuleId | AdviceId, RuleMessage>> = {
  "no-host-process": {
    says: (p) => `${holder(p)} is a process of a Windows host`,
    why: "Such a process has the rights of the host's administrator.",
    mend: "Take windowsOptions.hostProcess out.",
  },
  "no-host-network": {
    says: () => "the pod uses the network of its node",
    why: "No policy holds for it, and it reaches services that listen for the node alone.",
    mend: "Take hostNetwork out and put a Service in front of the pod.",
  },
  "no-host-pid": {
    says: () => "the pod sees the processes of its node",
    why: "It could read their memory and environment, or end them.",
    mend: "Take hostPID out.",
  },
  "no-host-ipc": {
    says: () => "the pod shares memory and queues with processes of its node",
    why: "It could read what they exchange.",
    mend: "Take hostIPC out.",
  },
  "no-host-path": {
    says: (p) => `the volume ${word(p, "volume")} is the folder ${word(p, "folder")} of the node`,
    why: "Whoever breaks into the pod reads or changes the node, and data stays behind on it.",
    mend: "Use a claim, an emptyDir or a ConfigMap.",
  },
  "no-host-ports": {
    says: (p) => `${container(p)} takes port ${word(p, "port")} of its node`,
    why: "The port is open to the node's network, past Services and policies.",
    mend: "Take hostPort out and put a Service in front of the pod.",
  },
  "no-probe-hosts": {
    says: (p) => `${container(p)} has the kubelet call ${word(p, "host")}`,
    why: "Through its probes a pod could have the node call hosts that it must not reach itself.",
    mend: "Take host out of the probe or hook.",
  },
  "keep-app-armor": {
    says: (p) => `${holder(p)} runs with the AppArmor profile ${word(p, "value")}`,
    why: "Without a profile nothing but its user's rights keeps it from the node's files.",
    mend: "Take the profile out, or name RuntimeDefault or Localhost.",
  },
  "keep-se-linux": {
    says: (p) => `${holder(p)} sets ${word(p, "field")} to ${word(p, "value")}`,
    why: "Another label could let it read what belongs to the node or to other pods.",
    mend: "Take the option out.",
  },
  "default-proc-mount": {
    says: (p) => `${holder(p)} mounts /proc as ${word(p, "value")}`,
    why: "What /proc usually hides tells of the node and lets it be changed.",
    mend: "Take procMount out.",
  },
  "no-unconfined-seccomp": {
    says: (p) => `${holder(p)} has the seccomp profile ${word(p, "value")}`,
    why: "A system call that nobody needs is one more way into the kernel.",
    mend: "Set seccompProfile.type to RuntimeDefault.",
  },
  "seccomp-runtime-default": {
    says: (p) => `${container(p)} has no seccomp profile, nor has its pod`,
    why: "Without one, many clusters allow every system call.",
    mend: "Set seccompProfile.type to RuntimeDefault, for the pod.",
  },
  "safe-sysctls": {
    says: (p) => `the pod sets the kernel parameter ${word(p, "sysctl")}`,
    why: "It would change the node for all of its pods, and kubelets refuse it.",
    mend: "Leave it to those who run the nodes.",
  },
  "no-privileged-containers": {
    says: (p) => `${container(p)} is privileged`,
    why: "A privileged container is root on its node.",
    mend: "Take privileged out; name the capability that it needs instead.",
  },
  "no-dangerous-capabilities": {
    says: (p) => `${container(p)} adds the capability ${word(p, "capability")}`,
    why: "With capabilities such as SYS_ADMIN or NET_RAW it can harm the node or listen to other pods.",
    mend: "Take the capability out.",
  },
  "drop-all-capabilities": {
    says: (p) =>
      p["capability"] === undefined
        ? `${container(p)} does not drop all capabilities`
        : `${container(p)} adds the capability ${word(p, "capability")}`,
    why: "Each capability is a piece of root's rights that a break-in would find.",
    mend: "Set capabilities to drop: [ALL], and add NET_BIND_SERVICE at most.",
  },
  "no-privilege-escalation": {
    says: (p) => `${container(p)} may gain rights that its parent process lacks`,
    why: "A program with the set-user-ID bit in the image would make root of anybody.",
    mend: "Set allowPrivilegeEscalation to false.",
  },
  "run-as-non-root": {
    says: (p) =>
      p["user"] === undefined
        ? `${holder(p)} does not say that it never runs as root`
        : `${holder(p)} runs as root`,
    why: "Root in a container is one kernel defect away from root on the node.",
    mend: "Set runAsNonRoot to true and a runAsUser that is not 0.",
  },
  "read-only-root-file-system": {
    says: (p) => `${container(p)} may write into its image's file system`,
    why: "Whoever breaks in could put programs there, and what is written is lost with the container.",
    mend: "Set readOnlyRootFilesystem to true, and mount an emptyDir where it writes.",
  },
  "high-user-id": {
    says: (p) =>
      word(p, "id") === ""
        ? `${container(p)} leaves ${word(p, "field")} to its image`
        : `${container(p)} has ${word(p, "field")} ${word(p, "id")}, which may be somebody on the node`,
    why: "An id below 10000 may own files of the node that a break-out would find.",
    mend: "Set runAsUser and runAsGroup to 10000 or more, if the image bears it.",
  },
  "restricted-volume-types": {
    says: (p) => `the volume ${word(p, "volume")} is of the kind ${word(p, "kind")}`,
    why: "Volumes of these kinds are mounted with the node's own rights.",
    mend: "Use a claim, an emptyDir, a ConfigMap or a Secret.",
  },
  "no-sub-path-of-writable-volume": {
    says: (p) => `${container(p)} mounts a piece of the volume ${word(p, "volume")}, to which it can write`,
    why: "Old kubelets (CVE-2021-25741) followed a link there out of the volume into the node.",
    mend: "Mount the whole volume and give the program a folder in it.",
  },
  "empty-dir-size-limit": {
    says: (p) => `the temporary folder ${word(p, "volume")} may grow without end`,
    why: "It would fill the node's disk, or its memory, and take other pods along.",
    mend: "Set emptyDir.sizeLimit.",
  },
  "resource-requests": {
    says: (p) => `${container(p)} does not say how much it needs (${word(p, "resource")})`,
    why: "The scheduler would put it where there is no room.",
    mend: "Set resources.requests.cpu and memory.",
  },
  "cpu-limit": {
    says: (p) => `${container(p)} has no limit of CPU`,
    why: "One busy part could slow down all others on its node.",
    mend: "Set resources.limits.cpu.",
  },
  "memory-limit": {
    says: (p) => `${container(p)} has no limit of memory`,
    why: "One leak would make the node end pods of others.",
    mend: "Set resources.limits.memory.",
  },
  "ephemeral-storage-limit": {
    says: (p) => `${container(p)} has no limit of what it writes beside its volumes`,
    why: "Its logs could fill the node's disk.",
    mend: "Set resources.limits.ephemeral-storage.",
  },
  "health-probes": {
    says: (p) => `${container(p)} has no ${word(p, "probe")}`,
    why: "A process that hangs would stay, and get calls that it cannot answer.",
    mend: "Add a livenessProbe and a readinessProbe.",
  },
  "probes-differ": {
    says: (p) => `${container(p)} is asked the same for its life and for its readiness`,
    why: "What is busy for a moment would be ended, not just left alone.",
    mend: "Let readiness ask whether it can answer, and liveness whether it hangs.",
  },
  "startup-probe-for-java": {
    says: (p) => `${container(p)} runs Java and has no startupProbe`,
    why: "A slow start would be taken for a hanging process, and begin again for ever.",
    mend: "Add a startupProbe with enough failures for the slowest start.",
  },
  "jobs-end": {
    says: (p) => `the job has no ${word(p, "field")}`,
    why: "Work that can never succeed would be tried for ever, and nobody would hear of it.",
    mend: "Set backoffLimit and activeDeadlineSeconds.",
  },
  "disruption-budget": {
    says: (p) =>
      Number(p["replicas"]) > 1
        ? `${word(p, "replicas")} replicas have no disruption budget that lets some of them go, but not all`
        : "the disruption budget lets nobody go, so that its node cannot be drained",
    why: "A drain could end all replicas at a time, or never come to an end.",
    mend: "Add a PodDisruptionBudget with maxUnavailable: 1.",
  },
  "spread-replicas": {
    says: () => "nothing spreads its replicas over nodes",
    why: "One broken node would take all of them.",
    mend: "Add topologySpreadConstraints, or an anti-affinity of its pods.",
  },
  "no-service-account-token": {
    says: (p) => `the account ${word(p, "account")} has no rights, and yet its pods may get its token`,
    why: "Whoever breaks into the pod could talk to the cluster's API in its name.",
    mend: "Set automountServiceAccountToken to false, in the pod and in the account.",
  },
  "no-wildcard-rights": {
    says: (p) => `a role gives all ${word(p, "field")}`,
    why: "What the cluster learns to do tomorrow would be allowed today.",
    mend: "List what is used.",
  },
  "no-administrator-rights": {
    says: (p) => `somebody is bound to the role ${word(p, "role")}`,
    why: "These roles reach into every Secret, or the whole cluster.",
    mend: "Write a role with what is used, and bind that.",
  },
  "no-listing-of-secrets": {
    says: () => "a role lets Secrets be read that it does not name",
    why: "Every password of the namespace would be open to one pod.",
    mend: "Name them in resourceNames, or mount the one that is needed.",
  },
  "no-command-execution": {
    says: () => "a role lets commands be run in pods",
    why: "It gives the rights and the data of every pod in the namespace.",
    mend: "Take pods/exec, pods/attach and pods/ephemeralcontainers out of the role.",
  },
  "no-rights-to-grant": {
    says: (p) => `a role has the verb ${word(p, "verb")}`,
    why: "Who may give rights has all of them.",
    mend: "Take bind, escalate and impersonate out of the role.",
  },
  "no-rights-for-everyone": {
    says: (p) => `rights are bound to ${word(p, "subject")}`,
    why: "They would be anybody's.",
    mend: "Bind them to a ServiceAccount of the part.",
  },
  "image-tag": {
    says: (p) => `${container(p)} runs ${word(p, "image") || "no image"}, which has no tag that stays`,
    why: "Tomorrow it could be another program.",
    mend: "Name the release by its tag; the lock file adds the digest.",
  },
  "image-from-release": {
    says: (p) =>
      p["key"] === undefined
        ? `${container(p)} runs ${word(p, "image")}, which is not among the images of the release`
        : `the release names its image ${word(p, "key")} by a digest`,
    why: "The country's registry and lock file are about the images that the catalog names, and no others.",
    mend: "Name it among the images of the release with its tag, and take it from context.image().",
  },
  "image-digest": {
    says: (p) => `${container(p)} runs ${word(p, "image")} by its tag`,
    why: "A tag can be moved to another program; a digest cannot.",
    mend: "Write the lock file: images lock.",
  },
  "default-deny": {
    says: (p) => `the namespace ${word(p, "namespace")} has no policy that closes it`,
    why: "Every pod of the cluster could call its pods, and they everybody.",
    mend: "Add a NetworkPolicy with an empty podSelector, both policyTypes and no rules.",
  },
  "links-only": {
    says: (p) => {
      const port = `port ${word(p, "port")}`;
      const reason = word(p, "wanted") === "" ? "which no link asks for" : "which a link asks for";
      if (word(p, "type") === "Egress") {
        const other = word(p, "other") || "anybody";
        return `${word(p, "part")} ${word(p, "wanted") === "" ? "may" : "may not"} call ${port} of ${other}, ${reason}`;
      }
      const other = word(p, "other") === "" ? "anybody's calls" : `calls of ${word(p, "other")}`;
      return `${word(p, "part")} ${word(p, "wanted") === "" ? "takes" : "refuses"} ${other} at its ${port}, ${reason}`;
    },
    why: "Rights and logs of the mediator mean nothing where parts can pass it by.",
    mend: "Let the links make the policies, and add none by hand.",
  },
  "no-internet-egress": {
    says: (p) =>
      word(p, "missing") === ""
        ? `a policy opens ${word(p, "address")}${word(p, "port") === "" ? "" : ` at port ${word(p, "port")}`}, where the profile names no service`
        : `a policy opens ${word(p, "address")} without an exception of ${word(p, "missing")}`,
    why: "Data could leave the country, and a stack would not work where there is no Internet.",
    mend: "Take the rule out, or let the profile name the service: external, providers or the part's options.",
  },
  "nothing-exposed": {
    says: (p) =>
      `a ${word(p, "as")} leads into the cluster or out of it, and no gateway of the profile asks for it`,
    why: "What is open to the world is attacked by the world.",
    mend: "Use a Service of the type ClusterIP, and let the profile have a gateway that names the host.",
  },
  "tls-and-host": {
    says: (p) =>
      word(p, "missing") === "host"
        ? "it answers to any host name"
        : `it has no TLS for ${word(p, "host") || "its host"}`,
    why: "What citizens send could be read on its way, or be answered by the wrong part.",
    mend: "Name the host, and give it TLS.",
  },
  "no-ingress-snippets": {
    says: (p) => `the annotation ${word(p, "annotation")} changes the proxy's configuration`,
    why: "Through it the proxy gives away its token and every Secret that it may read (CVE-2021-25742).",
    mend: "Take the annotation out.",
  },
  "no-secret-values": {
    says: (p) => `the Secret comes with a value for ${word(p, "key")}`,
    why: "It would stand in files, plans and version control, and be the same in every country.",
    mend: "Let it be made in the cluster: addGeneratedSecret().",
  },
  "no-secret-in-environment": {
    says: (p) => `${container(p)} is given ${word(p, "found")} in its manifest`,
    why: "Everyone who may read pods reads it.",
    mend: "Take it from a Secret: valueFrom.secretKeyRef, or a mounted file.",
  },
  "no-secret-in-configuration": {
    says: (p) => `it holds ${word(p, "found")}`,
    why: "ConfigMaps and annotations are read by everyone who may look at the namespace.",
    mend: "Put it into a Secret, and have the program read a file or a variable.",
  },
  "own-namespace": {
    says: (p) =>
      p["made"] === undefined
        ? `it stands in the namespace ${word(p, "namespace")}, which is not its part's`
        : `nothing makes its namespace ${word(p, "namespace")}`,
    why: "Policies, limits and the removal of a part go by its namespace.",
    mend: "Leave metadata.namespace out: the part's own is put in.",
  },
  "namespace-pod-security": {
    says: (p) => `${word(p, "mode")} is at ${word(p, "level")}, where ${word(p, "needed")} would do`,
    why: "The API server would take pods with rights that nobody asked for.",
    mend: "Leave the labels of namespaces to the tool; state needs in the product.",
  },
  "basic-kinds": {
    says: (p) => `${word(p, "kind")} is a kind that a controller has to bring`,
    why: "In a cluster without that controller nothing happens, and nobody says so.",
    mend: "Use workloads of Kubernetes itself, or state what is needed.",
  },
  "no-cluster-objects": {
    says: (p) => `a ${word(p, "kind")} is about the whole cluster`,
    why: "A part would change what belongs to all, and two stacks could not share a cluster.",
    mend: "Use what a namespace can hold, such as Role and RoleBinding.",
  },
  "quota-for-opaque-parts": {
    says: () => "nothing limits what the chart may take",
    why: "What is not examined could take all that the nodes have.",
    mend: "Add a ResourceQuota to its namespace.",
  },
  "own-platform-services": {
    says: (p) => `it shares the ${word(p, "service")} of ${word(p, "at")} with ${word(p, "others")}`,
    why: "One part could read and break the data of another, past the mediator.",
    mend: "Leave the service out of the blocks: each part then gets its own.",
  },
  "references-exist": {
    says: (p) => `it names the ${word(p, "kind")} ${word(p, "name")}, which is not there`,
    why: "Its pods would never start, or get other rights than they should.",
    mend: "Add the object, or mend the name.",
  },
  "services-lead-to-pods": {
    says: (p) =>
      word(p, "port") === ""
        ? "it selects no pod"
        : `it leads to port ${word(p, "port")}${p["name"] === undefined ? ", which none of its pods has" : ` of the Service ${word(p, "name")}, which is not there`}`,
    why: "Calls would find nobody, or somebody else's pods that bear the same labels.",
    mend: "Let selector and ports be those of the workload.",
  },
  "stack-labels": {
    says: (p) => `the label ${word(p, "label")} is missing or another part's`,
    why: "By its labels an object is found, shown and removed.",
    mend: "Leave the labels to the tool: labelsOf().",
  },
  "supported-api-versions": {
    says: (p) => `${word(p, "version")} is a version that Kubernetes has taken out or will`,
    why: "The next cluster would refuse it.",
    mend: "Use the version that took its place.",
  },
  "no-helm-hooks": {
    says: (p) => `the annotation ${word(p, "annotation")} means something to Helm only`,
    why: "It is never run, or something waits for it for ever.",
    mend: "Make it a job of the part: addJob().",
  },
  "reference-in-production": {
    says: (p) => `${word(p, "product")} is one of our reference products`,
    why: "They are made for development, tests and pilots, not for a country's data.",
    mend: "Choose a product that is meant for production.",
  },
  "contents-examined": {
    says: (p) => `what this ${word(p, "kind")} leads to was not examined`,
    why: "Rules, plans and policies speak of what is written in the manifests.",
    mend: "Nothing to mend: know that the statements about this part end here.",
  },
};
