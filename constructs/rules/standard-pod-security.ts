import type { Control } from "./standards.ts";

/** The checks of Pod Security Admission in Kubernetes 1.34. */
export const POD_SECURITY: readonly Control[] = [
  { id: "baseline/host-process", title: "HostProcess" },
  { id: "baseline/host-namespaces", title: "Host Namespaces" },
  { id: "baseline/privileged-containers", title: "Privileged Containers" },
  { id: "baseline/capabilities", title: "Capabilities" },
  { id: "baseline/host-path-volumes", title: "HostPath Volumes" },
  { id: "baseline/host-ports", title: "Host Ports" },
  { id: "baseline/host-probes", title: "Host Probes and Lifecycle Hooks" },
  { id: "baseline/app-armor", title: "AppArmor" },
  { id: "baseline/se-linux", title: "SELinux" },
  { id: "baseline/proc-mount", title: "/proc Mount Type" },
  { id: "baseline/seccomp", title: "Seccomp" },
  { id: "baseline/sysctls", title: "Sysctls" },
  { id: "restricted/volume-types", title: "Volume Types" },
  { id: "restricted/privilege-escalation", title: "Privilege Escalation" },
  { id: "restricted/running-as-non-root", title: "Running as Non-root" },
  { id: "restricted/running-as-non-root-user", title: "Running as Non-root user" },
  { id: "restricted/seccomp", title: "Seccomp" },
  { id: "restricted/capabilities", title: "Capabilities" },
];
