import type { ContainerProps } from "../../../constructs/container.ts";

/** What X-Road's images keep of their rights: those of container runtimes, but for raw packets and device files. */
const CAPABILITIES = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
];

/** How the containers of X-Road's images deviate from the rules; the product says why. */
export const ROOT_DEVIATIONS: NonNullable<ContainerProps["deviations"]> = {
  root: true,
  writableRoot: true,
  privilegeEscalation: true,
  capabilities: CAPABILITIES,
};

/** What they write into their own files and logs at most. */
export const ROOT_STORAGE = "2Gi";
