import { Command } from "commander";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack catalog [BLOCK]` */
export function catalogCommand(terminal: Terminal): Command {
  return new Command("catalog")
    .description(say.catalog.description)
    .argument("[block]", say.catalog.argument)
    .option("--json", say.jsonOption)
    .addHelpText("after", say.catalog.examples)
    .action(async (block: string | undefined, options: { json?: true }) => {
      const { BLOCKS } = await import("../../charts/spi/index.ts");
      if (block !== undefined && !BLOCKS.some((known) => known === block)) {
        throw new UsageError(say.catalog.unknownBlock(block), say.catalog.blocks(BLOCKS));
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
