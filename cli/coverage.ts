import { BLOCKS, type Block } from "../charts/spi/index.ts";
import { type BlockCoverage, countCoverage, coverageOf } from "../conformance/coverage.ts";
import { loadOperations } from "../conformance/suites/operations.ts";
import { SUITES } from "../conformance/suites.ts";
import { coverageTalk } from "./messages/coverage-en.ts";
import { formatTable } from "./ui/table.ts";

/** The coverage of every block that has a suite, or of one; in the blocks' own order. */
export async function readCoverage(only?: Block): Promise<BlockCoverage[]> {
  const wanted = BLOCKS.filter((block) => only === undefined || block === only);
  const loaded = await Promise.all(
    wanted.map(async (block) => {
      const suite = await SUITES[block]?.();
      return suite === undefined ? [] : [coverageOf(suite, loadOperations(block))];
    }),
  );
  return loaded.flat();
}

/** One row a block, and one for all. */
export function coverageRows(blocks: readonly BlockCoverage[]): string[][] {
  const all = { operations: blocks.flatMap(({ operations }) => operations) };
  const sum = blocks.reduce((total, { checks }) => total + checks, 0);
  return [
    ...blocks.map((block) => [block.block, block.specification, ...numbers(block, block.checks)]),
    [coverageTalk.all, "", ...numbers(all, sum)],
  ];
}

function numbers(block: Pick<BlockCoverage, "operations">, checks: number): string[] {
  const { specified, served, emitted, positive, negative, percent } = countCoverage(block);
  return [...[specified, served, emitted, positive, negative, checks].map(String), `${percent} %`];
}

/** The table for a terminal. */
export function formatCoverage(blocks: readonly BlockCoverage[]): string {
  const columns = coverageTalk.columns.map(
    (title, index) => ({ title, align: index < 2 ? "left" : "right" }) as const,
  );
  return formatTable(columns, coverageRows(blocks));
}
