import type { Size } from "../../spi/index.ts";

/** What each pod of a component asks for: millicores, MiB, and how many pods there are. */
export interface Share {
  readonly cpu: number;
  readonly memory: number;
  readonly replicas: number;
}

const share = (cpu: number, memory: number, replicas = 1): Share => ({ cpu, memory, replicas });

/**
 * The workloads of the core and what they take. In size demo one process of the ledger and one of ml-api-adapter do
 * all that they can; in size district each busy handler is a workload of its own. 180 to 240 MB were measured for
 * a process of the ledger, whatever its role. In size national upstream's chart brings all but the adapter.
 */
export const SHARES: Readonly<Record<Size, Readonly<Record<string, Share>>>> = {
  demo: {
    main: share(50, 128),
    "central-ledger": share(150, 288),
    "ml-api-adapter": share(100, 224),
    "account-lookup": share(50, 192),
    "account-lookup-admin": share(25, 176),
    oracle: share(25, 128),
    quoting: share(50, 176),
    "quoting-handler": share(50, 192),
    settlement: share(25, 192),
    "settlement-handler": share(25, 192),
    simulator: share(25, 96),
  },
  district: {
    main: share(500, 384),
    "central-ledger": share(100, 240, 2),
    "ledger-prepare": share(200, 256, 2),
    "ledger-position": share(200, 256, 2),
    "ledger-fulfil": share(200, 256, 2),
    "ledger-rest": share(100, 256),
    "ml-api-adapter": share(150, 224, 2),
    notification: share(200, 224, 2),
    "account-lookup": share(200, 208, 2),
    "account-lookup-admin": share(50, 176),
    oracle: share(50, 128, 2),
    quoting: share(150, 192, 2),
    "quoting-handler": share(150, 208, 2),
    settlement: share(50, 192),
    "settlement-handler": share(100, 208),
    simulator: share(50, 96),
  },
  national: { main: share(2000, 1024) },
};
