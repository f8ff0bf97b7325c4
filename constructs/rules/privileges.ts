import { type Container, type Examined, inContainer, inPod } from "./examined.ts";
import { type Keys, listAt, valueAt } from "./fields.ts";
import type { Deviation, Rule } from "./rule.ts";
import { nsa, practice, pss } from "./standards.ts";

/** Rules on what the processes of a container may do. */
export const privilegeRules: readonly Rule[] = [
  {
    id: "no-privileged-containers",
    title: "No container is privileged",
    level: "error",
    podSecurity: "privileged",
    counterparts: [...pss("baseline/privileged-containers"), ...nsa("C-0057")],
    check: ({ containers }) =>
      containers
        .filter(({ spec }) => valueAt(spec, ...PRIVILEGED) === true)
        .map((container) => inContainer(container, PRIVILEGED)),
  },
  {
    id: "no-dangerous-capabilities",
    title: "No container adds a capability beyond those that runtimes give by default",
    level: "error",
    podSecurity: "privileged",
    counterparts: [...pss("baseline/capabilities", "restricted/capabilities"), ...nsa("C-0046")],
    check: ({ containers }) =>
      containers.flatMap((container) => addedBeyond(container, DEFAULT_CAPABILITIES)),
  },
  {
    id: "drop-all-capabilities",
    title: "Every container drops ALL capabilities and adds NET_BIND_SERVICE at most",
    level: "error",
    podSecurity: "baseline",
    counterparts: [
      ...pss("restricted/capabilities"),
      ...nsa("C-0046", "C-0055"),
      ...practice("drop-all-capabilities"),
    ],
    check: ({ containers }) =>
      containers.flatMap((container) => [
        ...(listAt(container.spec, ...DROP).includes("ALL")
          ? []
          : [inContainer(container, DROP, { missing: "ALL" })]),
        ...addedBeyond(container, ["NET_BIND_SERVICE"]).filter(({ params }) =>
          DEFAULT_CAPABILITIES.includes(String(params["capability"])),
        ),
      ]),
  },
  {
    id: "no-privilege-escalation",
    title: "No process gains rights that its parent lacks",
    level: "error",
    podSecurity: "baseline",
    counterparts: [
      ...pss("restricted/privilege-escalation"),
      ...nsa("C-0016"),
      ...practice("no-privilege-escalation"),
    ],
    check: ({ containers }) =>
      containers
        .filter(({ spec }) => valueAt(spec, ...ESCALATION) !== false)
        .map((container) => inContainer(container, ESCALATION)),
  },
  {
    id: "run-as-non-root",
    title: "Every container says that it does not run as root, and no user is 0",
    level: "error",
    podSecurity: "baseline",
    counterparts: [
      ...pss("restricted/running-as-non-root", "restricted/running-as-non-root-user"),
      ...nsa("C-0013"),
      ...practice("run-as-non-root"),
    ],
    check: (examined) => [...rootByFlag(examined), ...rootByUser(examined)],
  },
  {
    id: "read-only-root-file-system",
    title: "No container writes into its image's file system",
    level: "error",
    counterparts: [...nsa("C-0017"), ...practice("read-only-root-file-system")],
    check: ({ containers }) =>
      containers
        .filter(({ spec }) => valueAt(spec, ...READ_ONLY) !== true)
        .map((container) => inContainer(container, READ_ONLY)),
  },
  {
    id: "high-user-id",
    title: "Users and groups of containers are 10000 or more, so that they are nobody on the node",
    level: "warning",
    counterparts: practice("high-user-id"),
    check: ({ containers }) => containers.flatMap(lowIds),
  },
];

const PRIVILEGED: Keys = ["securityContext", "privileged"];
const DROP: Keys = ["securityContext", "capabilities", "drop"];
const ADD: Keys = ["securityContext", "capabilities", "add"];
const ESCALATION: Keys = ["securityContext", "allowPrivilegeEscalation"];
const READ_ONLY: Keys = ["securityContext", "readOnlyRootFilesystem"];
const NON_ROOT: Keys = ["securityContext", "runAsNonRoot"];
const USER: Keys = ["securityContext", "runAsUser"];
const LOWEST_ID = 10_000;
const DEFAULT_CAPABILITIES: readonly string[] = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
];

function addedBeyond(container: Container, allowed: readonly string[]): Deviation[] {
  return listAt(container.spec, ...ADD).flatMap((capability, index) =>
    allowed.includes(String(capability))
      ? []
      : [inContainer(container, [...ADD, index], { capability: String(capability) })],
  );
}

/** A container's own word counts, else that of its pod; a pod that says root is wrong whatever its containers say. */
function rootByFlag({ pods, containers }: Examined): Deviation[] {
  return [
    ...pods.filter(({ spec }) => valueAt(spec, ...NON_ROOT) === false).map((pod) => inPod(pod, NON_ROOT)),
    ...containers
      .filter(({ pod, spec }) => (valueAt(spec, ...NON_ROOT) ?? valueAt(pod.spec, ...NON_ROOT)) !== true)
      .map((container) => inContainer(container, NON_ROOT)),
  ];
}

function rootByUser({ pods, containers }: Examined): Deviation[] {
  return [
    ...pods.filter(({ spec }) => valueAt(spec, ...USER) === 0).map((pod) => inPod(pod, USER, { user: 0 })),
    ...containers
      .filter(({ spec }) => valueAt(spec, ...USER) === 0)
      .map((container) => inContainer(container, USER, { user: 0 })),
  ];
}

/** An id that nobody states is the image's, which may be any. */
function lowIds(container: Container): Deviation[] {
  return ["runAsUser", "runAsGroup"].flatMap((field) => {
    const keys = ["securityContext", field];
    const id = valueAt(container.spec, ...keys) ?? valueAt(container.pod.spec, ...keys);
    if (typeof id === "number" && id >= LOWEST_ID) return [];
    return [inContainer(container, keys, { field, id: id === undefined ? "" : String(id) })];
  });
}
