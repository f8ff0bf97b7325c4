import { formatBytes, formatCpu, parseBytes, parseCpu } from "../../../constructs/quantity.ts";
import type { ProductContext, Size } from "../../spi/index.ts";
import type { EsignetOptions } from "./options.ts";

/** What eSignet's chart gets to know. */
export type EsignetContext = ProductContext<EsignetOptions>;

/** The kinds of servers that a part has. */
export type ServerKind = "server" | "mock" | "ui";

interface Planned {
  readonly replicas: number;
  /** Millicores and MiB of each pod. */
  readonly cpu: number;
  readonly memory: number;
}

/** A size's pods; the mock identity system has never more than one. */
const PLAN: Readonly<Record<Size, Readonly<Record<ServerKind, Planned>>>> = {
  demo: {
    server: { replicas: 1, cpu: 250, memory: 640 },
    mock: { replicas: 1, cpu: 100, memory: 512 },
    ui: { replicas: 1, cpu: 50, memory: 64 },
  },
  district: {
    server: { replicas: 2, cpu: 500, memory: 1536 },
    mock: { replicas: 1, cpu: 100, memory: 512 },
    ui: { replicas: 2, cpu: 100, memory: 64 },
  },
  national: {
    server: { replicas: 4, cpu: 1000, memory: 2304 },
    mock: { replicas: 1, cpu: 100, memory: 512 },
    ui: { replicas: 3, cpu: 100, memory: 64 },
  },
};

/** What the pods of the jobs ask for, which are part of the footprint: millicores and MiB, by identity system. */
const JOBS: Readonly<
  Record<EsignetOptions["identitySystem"], { readonly cpu: number; readonly memory: number }>
> = {
  mock: { cpu: 70, memory: 160 },
  mosip: { cpu: 10, memory: 32 },
};

/** What each pod of one kind asks for, and how many of them there are. */
export interface ServerSize {
  readonly replicas: number;
  readonly cpu: string;
  readonly memory: string;
  /** `memory` times that many MiB, as a quantity: what the pod may take at most. */
  limit(times: number): string;
}

/** How many servers of eSignet itself there are: what the profile says, or what is planned for the size. */
export function serversOf({ stack, part }: Pick<EsignetContext, "stack" | "part">): number {
  return part.overrides.replicas ?? PLAN[stack.size].server.replicas;
}

/** The part's footprint without its jobs', divided among its servers as planned for the size. */
export function sizeOf(context: EsignetContext, kind: ServerKind): ServerSize {
  const { stack, options, footprint } = context;
  const { server, mock, ui } = PLAN[stack.size];
  const all = {
    server: { ...server, replicas: serversOf(context) },
    ...(options.identitySystem === "mock" ? { mock } : {}),
    ui,
  };
  const sum = (amount: (planned: Planned) => number) =>
    Object.values(all).reduce((total, each) => total + amount(each) * each.replicas, 0);
  const own = all[kind] ?? mock;
  const jobs = JOBS[options.identitySystem];
  const left = {
    cpu: Math.max(parseCpu(footprint.cpu) - jobs.cpu, 0),
    memory: Math.max(parseBytes(footprint.memory) - jobs.memory * 2 ** 20, 0),
  };
  const cpu = (own.cpu * left.cpu) / sum((each) => each.cpu);
  const memory = (own.memory * left.memory) / sum((each) => each.memory);
  return {
    replicas: own.replicas,
    cpu: formatCpu(Math.floor(cpu)),
    memory: mebibytes(memory),
    limit: (times) => mebibytes(memory * times),
  };
}

/** The storage of each key store. */
export function storageOf({ options, footprint }: EsignetContext): string {
  const claims = options.identitySystem === "mock" ? 2 : 1;
  return formatBytes(Math.floor(parseBytes(footprint.storage) / claims));
}

function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / 2 ** 20)}Mi`;
}
