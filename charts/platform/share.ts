import { formatBytes, formatCpu, parseBytes, parseCpu } from "../../constructs/quantity.ts";
import type { Footprint } from "../spi/index.ts";

const MEBIBYTE = 2 ** 20;

/** What a piece of a part gets of its footprint, such as a third for each of three equal pods. */
export function shareOf({ cpu, memory, storage }: Footprint, fraction: number): Footprint {
  return {
    cpu: formatCpu(Math.floor(parseCpu(cpu) * fraction)),
    memory: `${mebibytesOf(memory, fraction)}Mi`,
    storage: formatBytes(mebibytesOf(storage, fraction) * MEBIBYTE),
  };
}

/** A fraction of an amount in MiB, as databases and Java take the size of a cache or heap. */
export function mebibytesOf(amount: string, fraction: number): number {
  return Math.floor((parseBytes(amount) * fraction) / MEBIBYTE);
}
