import type { Block } from "../../charts/spi/index.ts";
import type { Call, Caller } from "./call.ts";
import type { After, Journal } from "./journal.ts";
import type { Random } from "./random.ts";

/** One write of one client, and what it leaves when it is done. */
export interface Write extends Call {
  readonly key: string;
  readonly after: After;
  /** The status of success. */
  readonly status: number;
  /** What is stored then, where only the answer tells (`after: "any"`). */
  readonly stored?: (body: unknown) => string;
  /** Called when it was acknowledged. */
  readonly done?: () => void;
}

/** A block under mixed writes: what its clients do, and what it holds. */
export interface World {
  readonly block: Block;
  readonly seed: unknown;
  /** The store's file in the data folder. */
  readonly file: string;
  readonly journal: Journal;
  nextWrite(client: number, random: Random): Write;
  /** Reads everything after a restart. `complaints` are those beyond the journal's comparison. */
  inspect(caller: Caller): Promise<{ state: ReadonlyMap<string, string>; complaints: string[] }>;
  /** What else must hold of the store's file while no server runs. */
  inspectFile?(file: string): string[];
}

/** One text per JSON value, whatever the order of its keys; names in `without` are left out at the top. */
export function textOf(value: unknown, ...without: readonly string[]): string {
  return JSON.stringify(sorted(value, without));
}

function sorted(value: unknown, without: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => sorted(item, []));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => !without.includes(name));
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, child]) => [name, sorted(child, [])]),
  );
}
