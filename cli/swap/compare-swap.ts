import { join } from "node:path";
import { type Catalog, partOf, type Stack } from "../../charts/spi/index.ts";
import type { UseCase } from "../../conformance/check.ts";
import type { ReportComparison } from "../../conformance/compare-reports.ts";
import { readReport } from "../../conformance/read-report.ts";
import { renderJson } from "../../conformance/report/json.ts";
import { unrunnableParts } from "../../deploy/local/local-engine.ts";
import { compareFound } from "../compare/compare-found.ts";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import { writeReports } from "../run-and-report.ts";
import { substituteReferences } from "../substitute-references.ts";
import type { Terminal } from "../terminal.ts";
import { runChecksOn } from "./run-checks-on.ts";

const { swap: words } = say;

/** The stacks of a swap that are to be brought up one after the other, and where their reports go. */
export interface SwapRuns {
  readonly part: string;
  readonly before: Stack;
  readonly after: Stack;
  readonly catalog: Catalog;
  /** Whether our reference servers may stand in for other parts that only a cluster can run. */
  readonly substitute: boolean;
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Brings up both stacks on this machine, one after the other, and compares what the checks find of the part. */
export async function compareSwap(terminal: Terminal, runs: SwapRuns): Promise<ReportComparison> {
  const [before, after] = [prepare(runs.before, runs), prepare(runs.after, runs)];
  const useCases = runs.catalog.useCases as readonly UseCase[];
  const check = ({ stack, notes }: Prepared) =>
    runChecksOn({ stack, part: runs.part, useCases, notes, signal: runs.signal });
  // Code that has run before runs faster: without this, whatever comes second would seem to be.
  terminal.talk(words.warmingUp);
  await check(before);
  const found = [];
  for (const [which, prepared] of Object.entries({ before, after })) {
    const { product, release } = partOf(prepared.stack, runs.part);
    terminal.talk(words.running(which, `${product.id} ${release.version}`));
    const report = await check(prepared);
    terminal.talk(say.report.html(writeReports(join(runs.folder, which), report)));
    found.push(reread(renderJson(report)));
  }
  return compareFound(found[0], found[1], runs.part);
}

/** A stack that runs on this machine, and what is other than its profile says. */
interface Prepared {
  readonly stack: Stack;
  readonly notes: readonly string[];
}

/** The stack as it can run here; wrong use where the part itself cannot, or another one that nothing stands in for. */
function prepare(stack: Stack, { part, substitute, catalog }: SwapRuns): Prepared {
  const missing = unrunnableParts(stack);
  if (missing.length === 0) return { stack, notes: [] };
  const names = missing.map(({ name, product }) => `${name} (${product.id})`).join(", ");
  if (missing.some(({ name, addedFor }) => name === part || addedFor === part)) {
    throw new UsageError(words.notLocal(names), words.notLocalHint);
  }
  const { stack: here, replaced, dropped } = substituteReferences(stack, catalog.products);
  if (unrunnableParts(here).length > 0) throw new UsageError(words.notLocal(names), words.notLocalHint);
  if (!substitute) throw new UsageError(words.notLocal(names), words.othersHint);
  const notes = [
    ...replaced.map((each) => say.up.substituted(each.part, each.product)),
    ...dropped.map((each) => say.up.dropped(each)),
  ];
  return { stack: here, notes };
}

function reread(text: string) {
  const report = readReport(text);
  if (typeof report === "string") throw new Error(`a report that was just made cannot be read: ${report}`);
  return report;
}
