import type { Footprint, Part, Stack } from "../charts/spi/index.ts";
import { formatBytes, formatCpu, parseBytes, parseCpu } from "./quantity.ts";

/** What a part asks of the cluster in its stack: its product's footprint, and what the profile says instead. */
export function footprintOf(stack: Pick<Stack, "size" | "organizations">, part: Part): Footprint {
  const { footprint, perOrganization } = part.product;
  const { resources } = part.overrides;
  const more = perOrganization?.[stack.size];
  const first = footprint[stack.size];
  const planned = more === undefined ? first : grow(first, more, stack.organizations.length - 1);
  return {
    cpu: resources?.cpu ?? planned.cpu,
    memory: resources?.memory ?? planned.memory,
    storage: resources?.storage ?? planned.storage,
  };
}

function grow(first: Footprint, more: Footprint, times: number): Footprint {
  return {
    cpu: formatCpu(parseCpu(first.cpu) + times * parseCpu(more.cpu)),
    memory: formatBytes(parseBytes(first.memory) + times * parseBytes(more.memory)),
    storage: formatBytes(parseBytes(first.storage) + times * parseBytes(more.storage)),
  };
}
