import { type Container, type Examined, inContainer, inObject, inPod, type Pod } from "./examined.ts";
import { fieldsAt, type Keys, listAt, textAt, valueAt } from "./fields.ts";
import type { Deviation, Rule } from "./rule.ts";
import { nsa, practice, pss } from "./standards.ts";

/** Rules on what the kernel keeps from a container. */
export const kernelRules: readonly Rule[] = [
  {
    id: "keep-app-armor",
    title: "The node's AppArmor profile is not switched off",
    level: "error",
    podSecurity: "privileged",
    counterparts: pss("baseline/app-armor"),
    check: (examined) => [
      ...inContexts(examined, ["appArmorProfile", "type"], (type) => !CONFINED.includes(type)),
      ...examined.pods.flatMap(appArmorAnnotations),
    ],
  },
  {
    id: "keep-se-linux",
    title: "SELinux labels are those that containers get, without a user or role of their own",
    level: "error",
    podSecurity: "privileged",
    counterparts: pss("baseline/se-linux"),
    check: (examined) => [
      ...inContexts(examined, ["seLinuxOptions", "type"], (type) => !SE_LINUX_TYPES.includes(type)),
      ...inContexts(examined, ["seLinuxOptions", "user"], (user) => user !== ""),
      ...inContexts(examined, ["seLinuxOptions", "role"], (role) => role !== ""),
    ],
  },
  {
    id: "default-proc-mount",
    title: "What /proc hides from containers stays hidden",
    level: "error",
    podSecurity: "privileged",
    counterparts: pss("baseline/proc-mount"),
    check: (examined) => inContexts(examined, ["procMount"], (value) => value !== "Default"),
  },
  {
    id: "no-unconfined-seccomp",
    title: "No container may make every system call",
    level: "error",
    podSecurity: "privileged",
    counterparts: pss("baseline/seccomp", "restricted/seccomp"),
    check: (examined) => inContexts(examined, SECCOMP, (type) => !CONFINED.includes(type)),
  },
  {
    id: "seccomp-runtime-default",
    title: "Every container has the seccomp profile RuntimeDefault, or one of the node's",
    level: "error",
    podSecurity: "baseline",
    counterparts: [...pss("restricted/seccomp"), ...nsa("C-0055"), ...practice("seccomp")],
    check: ({ containers }) =>
      containers
        .filter((container) => !hasSeccomp(container))
        .map((container) => inContainer(container, CONTEXT_SECCOMP)),
  },
  {
    id: "safe-sysctls",
    title: "Only kernel parameters that are safe for other pods are set",
    level: "error",
    podSecurity: "privileged",
    counterparts: pss("baseline/sysctls"),
    check: ({ pods }) => pods.flatMap(unsafeSysctls),
  },
];

const SECCOMP: Keys = ["seccompProfile", "type"];
const CONTEXT_SECCOMP: Keys = ["securityContext", ...SECCOMP];
const CONFINED: readonly string[] = ["RuntimeDefault", "Localhost"];
const SE_LINUX_TYPES: readonly string[] = [
  "",
  "container_t",
  "container_init_t",
  "container_kvm_t",
  "container_engine_t",
];
const APP_ARMOR_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/";
const SAFE_SYSCTLS: readonly string[] = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
];

/** Deviations of a field of security contexts, of pods and of containers, where it is there and wrong. */
function inContexts(examined: Examined, field: Keys, isWrong: (value: string) => boolean): Deviation[] {
  const keys = ["securityContext", ...field];
  const wrong = (spec: unknown) => {
    const value = valueAt(spec, ...keys);
    return value !== undefined && value !== null && isWrong(String(value));
  };
  const params = (spec: unknown) => ({ value: String(valueAt(spec, ...keys)), field: field.join(".") });
  return [
    ...examined.pods.filter(({ spec }) => wrong(spec)).map((pod) => inPod(pod, keys, params(pod.spec))),
    ...examined.containers
      .filter(({ spec }) => wrong(spec))
      .map((container) => inContainer(container, keys, params(container.spec))),
  ];
}

/** How AppArmor was switched off before Kubernetes 1.30, and still can be. */
function appArmorAnnotations(pod: Pod): Deviation[] {
  return Object.entries(fieldsAt(pod.metadata, "annotations"))
    .filter(([key]) => key.startsWith(APP_ARMOR_ANNOTATION))
    .filter(([, value]) => !/^$|^runtime\/default$|^localhost\//.test(String(value)))
    .map(([key, value]) =>
      inObject(pod.manifest, [...pod.keys, "metadata", "annotations", key], {
        container: key.slice(APP_ARMOR_ANNOTATION.length),
        value: String(value),
      }),
    );
}

/** A container's own profile counts, else that of its pod; a wrong one has a rule of its own. */
function hasSeccomp({ pod, spec }: Container): boolean {
  return (valueAt(spec, ...CONTEXT_SECCOMP) ?? valueAt(pod.spec, ...CONTEXT_SECCOMP)) !== undefined;
}

function unsafeSysctls(pod: Pod): Deviation[] {
  return listAt(pod.spec, "securityContext", "sysctls").flatMap((sysctl, index) => {
    const name = textAt(sysctl, "name");
    if (SAFE_SYSCTLS.includes(name)) return [];
    return [inPod(pod, ["securityContext", "sysctls", index, "name"], { sysctl: name })];
  });
}
