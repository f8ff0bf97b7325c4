import { type Container, inContainer } from "./examined.ts";
import { type Keys, valueAt } from "./fields.ts";
import type { Deviation, Rule } from "./rule.ts";
import { nsa, practice } from "./standards.ts";

/** Rules on how much containers take. */
export const resourceRules: readonly Rule[] = [
  {
    id: "resource-requests",
    title: "Every container asks for the CPU and memory that it needs",
    level: "error",
    counterparts: practice("requests"),
    check: ({ containers }) => [
      ...containers.flatMap((container) => unless(container, ["requests", "cpu"])),
      ...containers.flatMap((container) => unless(container, ["requests", "memory"])),
    ],
  },
  {
    id: "cpu-limit",
    title: "Every container has a limit of CPU",
    level: "error",
    counterparts: nsa("C-0270"),
    check: ({ containers }) => containers.flatMap((container) => unless(container, ["limits", "cpu"])),
  },
  {
    id: "memory-limit",
    title: "Every container has a limit of memory",
    level: "error",
    counterparts: [...nsa("C-0271"), ...practice("memory-limits")],
    check: ({ containers }) => containers.flatMap((container) => unless(container, ["limits", "memory"])),
  },
  {
    id: "ephemeral-storage-limit",
    title: "Every container has a limit of what it writes beside its volumes",
    level: "error",
    counterparts: practice("ephemeral-storage-limits"),
    check: ({ containers }) =>
      containers.flatMap((container) => unless(container, ["limits", "ephemeral-storage"])),
  },
];

/** Containers for debugging can have no resources of their own. Nothing and zero are no limit. */
function unless(container: Container, keys: Keys): Deviation[] {
  if (container.list === "ephemeralContainers") return [];
  const amount = valueAt(container.spec, "resources", ...keys);
  if (amount !== undefined && amount !== null && !/^0(\.0*)?[A-Za-z]*$/.test(String(amount))) return [];
  return [inContainer(container, ["resources", ...keys], { resource: keys.join(".") })];
}
