import { writeFileSync } from "node:fs";
import { readPublished } from "../../conformance/published-results.ts";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import { shippedCatalog } from "../open-catalog.ts";
import type { Terminal } from "../terminal.ts";
import { VERSION } from "../version.ts";
import { chooseProducts } from "./choose-products.ts";
import { compareFound, readReportFile } from "./compare-found.ts";
import { renderComparison } from "./comparison-html.ts";
import { formatComparison } from "./comparison-table.ts";
import { describeComparison } from "./describe-comparison.ts";
import { formatFound } from "./print-found.ts";

const { compare: words } = say;

/** What `compare` was told on the command line. */
export interface CompareFlags {
  readonly block?: string;
  readonly html?: string;
  readonly before?: string;
  readonly after?: string;
  readonly part?: string;
  readonly json?: true;
}

/** Prints what is known of products side by side, or what two reports found; with `--html` also writes a page. */
export function compareProducts(terminal: Terminal, names: readonly string[], flags: CompareFlags): void {
  if (flags.before !== undefined || flags.after !== undefined) {
    compareReportFiles(terminal, names, flags);
    return;
  }
  if (names.length === 0) throw new UsageError(words.nothing);
  const { block, choices } = chooseProducts(shippedCatalog, names, flags.block);
  const comparison = describeComparison(shippedCatalog, block, choices, readPublished());
  if (flags.html !== undefined) {
    write(flags.html, renderComparison(comparison, `country-stack ${VERSION}`));
    terminal.talk(words.wrote(flags.html));
  }
  if (flags.json) terminal.out(JSON.stringify(comparison));
  else if (choices.length === 0) terminal.talk(say.catalog.none(block));
  else terminal.out(formatComparison(comparison, terminal));
}

function compareReportFiles(terminal: Terminal, names: readonly string[], flags: CompareFlags): void {
  const { before, after, part } = flags;
  if (before === undefined || after === undefined) throw new UsageError(words.pair);
  if (names.length > 0) throw new UsageError(words.otherUse);
  const comparison = compareFound(readReportFile(before), readReportFile(after), part);
  terminal.out(flags.json ? JSON.stringify(comparison) : formatFound(comparison, terminal));
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(words.notWritten(file, (error as Error).message));
  }
}
