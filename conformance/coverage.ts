import type { Block } from "../charts/spi/index.ts";
import type { Suite } from "./check.ts";
import type { ListedOperation } from "./suites/operations.ts";

/** How many checks an operation of the specification has. */
export interface OperationCoverage
  extends Pick<ListedOperation, "id" | "title" | "method" | "path" | "direction" | "level"> {
  readonly positive: number;
  readonly negative: number;
  /**
   * Served operations need a check of each kind. An emitted one needs any: nobody can tell a block to make a wrong call,
   * only look at the one that it makes.
   */
  readonly isCovered: boolean;
}

/** What of a block's specification is checked. */
export interface BlockCoverage {
  readonly block: Block;
  /** The version of GovStack's specification. */
  readonly specification: string;
  readonly checks: number;
  readonly operations: readonly OperationCoverage[];
}

/** How a block's checks cover the operations of its specification, in the specification's order. */
export function coverageOf(
  { block, specification, checks }: Suite,
  operations: readonly ListedOperation[],
): BlockCoverage {
  return {
    block,
    specification,
    checks: checks.length,
    operations: operations.map(({ id, title, method, path, direction, level }) => {
      const own = checks.filter(({ operation }) => operation === id);
      const positive = own.filter(({ kind }) => kind === "positive").length;
      const negative = own.length - positive;
      const isCovered = direction === "served" ? positive > 0 && negative > 0 : own.length > 0;
      return { id, title, method, path, direction, level, positive, negative, isCovered };
    }),
  };
}

/** The numbers of a block's row. */
export interface CoverageCounts {
  readonly specified: number;
  readonly served: number;
  readonly emitted: number;
  /** Operations with a check that shows what holds, and with one that shows what is refused. */
  readonly positive: number;
  readonly negative: number;
  /** Of all specified operations, those that are covered, in whole percent, rounded down. */
  readonly percent: number;
}

/** Counts a block's operations. */
export function countCoverage({ operations }: Pick<BlockCoverage, "operations">): CoverageCounts {
  const count = (holds: (operation: OperationCoverage) => boolean) => operations.filter(holds).length;
  const covered = count(({ isCovered }) => isCovered);
  return {
    specified: operations.length,
    served: count(({ direction }) => direction === "served"),
    emitted: count(({ direction }) => direction === "emitted"),
    positive: count(({ positive }) => positive > 0),
    negative: count(({ negative }) => negative > 0),
    percent: operations.length === 0 ? 0 : Math.floor((100 * covered) / operations.length),
  };
}
