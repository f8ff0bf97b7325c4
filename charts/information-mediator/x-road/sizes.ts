import { formatBytes, formatCpu, parseBytes, parseCpu } from "../../../constructs/quantity.ts";
import type { Footprint, Size } from "../../spi/index.ts";

/** What each workload asks for in each size; a security server's volumes are `etc`, the rest `lib`. */
const WORKLOADS: Readonly<
  Record<Size, Readonly<Record<"server" | "central" | "authority" | "job", Footprint>>>
> = {
  demo: {
    server: { cpu: "500m", memory: "2Gi", storage: "3Gi" },
    central: { cpu: "300m", memory: "1280Mi", storage: "4Gi" },
    authority: { cpu: "25m", memory: "96Mi", storage: "0" },
    job: { cpu: "25m", memory: "96Mi", storage: "0" },
  },
  district: {
    server: { cpu: "1", memory: "3Gi", storage: "20Gi" },
    central: { cpu: "500m", memory: "2Gi", storage: "10Gi" },
    authority: { cpu: "50m", memory: "128Mi", storage: "0" },
    job: { cpu: "25m", memory: "96Mi", storage: "0" },
  },
  national: {
    server: { cpu: "2", memory: "6Gi", storage: "100Gi" },
    central: { cpu: "1", memory: "2Gi", storage: "20Gi" },
    authority: { cpu: "100m", memory: "128Mi", storage: "0" },
    job: { cpu: "25m", memory: "96Mi", storage: "0" },
  },
};

const bySize = (of: (size: Size) => Footprint): Readonly<Record<Size, Footprint>> => ({
  demo: of("demo"),
  district: of("district"),
  national: of("national"),
});

/** What a stack with one organization takes. */
export const FOOTPRINT = bySize((size) => Object.values(WORKLOADS[size]).reduce(add));

/** What each further organization takes: its security server. */
export const SERVER_FOOTPRINT = bySize((size) => WORKLOADS[size].server);

/** The shares of a part's workloads. */
export interface Shares {
  readonly server: Footprint;
  readonly central: Footprint;
  readonly authority: Footprint;
  readonly job: Footprint;
}

/**
 * Divides what the part has among its workloads, in the proportions of its size. Where others run the instance, the
 * security servers have what a central server and an authority would take: they are to carry a country's messages.
 */
export function divide(whole: Footprint, size: Size, servers: number, isMember: boolean): Shares {
  const planned = WORKLOADS[size];
  const central = isMember ? [] : [planned.central, planned.authority];
  const all = [...Array.from({ length: servers }, () => planned.server), ...central, planned.job];
  const factor = (of: keyof Footprint, parse: (text: string) => number) =>
    parse(whole[of]) / all.reduce((sum, each) => sum + parse(each[of]), 0);
  const cpu = factor("cpu", parseCpu);
  const memory = factor("memory", parseBytes);
  const storage = factor("storage", parseBytes);
  const scale = (each: Footprint): Footprint => ({
    cpu: formatCpu(Math.max(1, Math.floor(parseCpu(each.cpu) * cpu))),
    memory: mebibytes(parseBytes(each.memory) * memory),
    storage: mebibytes(parseBytes(each.storage) * storage),
  });
  return {
    server: scale(planned.server),
    central: scale(planned.central),
    authority: scale(planned.authority),
    job: scale(planned.job),
  };
}

const MEBIBYTE = 2 ** 20;

const mebibytes = (bytes: number): string => `${Math.floor(bytes / MEBIBYTE)}Mi`;

function add(a: Footprint, b: Footprint): Footprint {
  return {
    cpu: formatCpu(parseCpu(a.cpu) + parseCpu(b.cpu)),
    memory: formatBytes(parseBytes(a.memory) + parseBytes(b.memory)),
    storage: formatBytes(parseBytes(a.storage) + parseBytes(b.storage)),
  };
}
