import type { Product } from "./product.ts";

/**
 * How the data of a part are taken out and put back: commands in the part's own container, so that nothing but the
 * part's own software reads and writes them. Plain data; the reference servers have {@link REFERENCE_BACKUP}.
 */
export interface PartBackup {
  /** The component whose pods have the data; absent for the one with the part's own name. */
  readonly component?: string;
  /** The container in which the commands run. */
  readonly container: string;
  /** Writes all data to its standard output while the part runs; any exit code but 0 is a failure. */
  readonly take: readonly string[];
  /** The last bytes of every whole output, as ASCII text; an output without them was cut off. */
  readonly ending: string;
  /** Reads the same from its standard input, to its end, and puts it where there are no data. */
  readonly put: readonly string[];
  /**
   * How `put` finds the part: its own server `running` on an empty volume, where nobody else reaches it, or `stopped`,
   * with only the volume there.
   */
  readonly when: "running" | "stopped";
  /** Keeps the container alive while the server is stopped; wanted with `stopped`. */
  readonly hold?: readonly string[];
  /** What is true of the data that were taken while others wrote; a sentence without a full stop. */
  readonly consistency: string;
}

const OWN_PROGRAM = ["node", "/app/cli/country-stack.cjs"];

/** What every reference server does: SQLite files in one folder, copied by SQLite itself. */
const REFERENCE_BACKUP: PartBackup = {
  container: "server",
  take: [...OWN_PROGRAM, "reference", "backup", "--data", "/data"],
  ending: '{"end":true}\n',
  put: [...OWN_PROGRAM, "reference", "restore", "--data", "/data"],
  when: "stopped",
  hold: [...OWN_PROGRAM, "reference", "hold"],
  consistency: "each database file is as it was at one moment (SQLite's online backup)",
};

/** How the data of a product's parts are taken and put back; undefined where nobody has said how. */
export function backupOf(product: Product): PartBackup | undefined {
  return product.backup ?? (product.reference === undefined ? undefined : REFERENCE_BACKUP);
}
