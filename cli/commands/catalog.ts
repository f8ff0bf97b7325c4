import { Command } from "commander";
import type { Block } from "../../charts/spi/index.ts";
import { UsageError } from "../exit.ts";
import { coverageTalk } from "../messages/coverage-en.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack catalog [BLOCK]` */
export function catalogCommand(terminal: Terminal): Command {
  return new Command("catalog")
    .description(say.catalog.description)
    .argument("[block]", say.catalog.argument)
    .option("--coverage", coverageTalk.option)
    .option("--json", say.jsonOption)
    .addHelpText("after", say.catalog.examples)
    .action(async (block: string | undefined, options: { coverage?: true; json?: true }) => {
      const { BLOCKS } = await import("../../charts/spi/index.ts");
      const known = BLOCKS.find((candidate) => candidate === block);
      if (block !== undefined && known === undefined) {
        throw new UsageError(say.catalog.unknownBlock(block), say.catalog.blocks(BLOCKS));
      }
      if (options.coverage) {
        await showCoverage(terminal, known, options.json === true);
        return;
      }
      const { shippedCatalog } = await import("../open-catalog.ts");
      const { describeProducts } = await import("../describe-products.ts");
      const { readPublished } = await import("../../conformance/published-results.ts");
      const rows = describeProducts(shippedCatalog, readPublished()).filter(
        (row) => block === undefined || row.block === block,
      );
      if (options.json) {
        terminal.out(JSON.stringify(rows));
        return;
      }
      if (rows.length === 0) {
        terminal.talk(say.catalog.none(block ?? ""));
        return;
      }
      const { formatTable } = await import("../ui/table.ts");
      const cells = rows.map((row) => [
        row.block,
        row.product,
        row.release,
        row.status,
        row.licence,
        // Of what is not installed nobody asks the cluster for anything.
        row.status === "listed" ? "" : row.cpu,
        row.status === "listed" ? "" : row.memory,
        row.title,
      ]);
      terminal.out(
        formatTable(
          say.catalog.columns.map((title) => ({ title })),
          cells,
        ),
      );
    });
}

async function showCoverage(terminal: Terminal, block: Block | undefined, json: boolean): Promise<void> {
  const { formatCoverage, readCoverage } = await import("../coverage.ts");
  const blocks = await readCoverage(block);
  if (json) terminal.out(JSON.stringify(blocks));
  else if (blocks.length === 0) terminal.talk(coverageTalk.none(block ?? ""));
  else terminal.out(formatCoverage(blocks));
}
