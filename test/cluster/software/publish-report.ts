import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CheckResult, Report, StoryResult } from "../../../conformance/result.ts";
import { ROOT } from "../../run-cli.ts";

/**
 * Puts a report into `conformance/results/FILE` where PUBLISH_RESULTS is set, with notes of what really ran: what is
 * published is what this run found, whatever it found.
 */
export function publishReport(report: string, file: string, notes: readonly string[]): void {
  if (process.env["PUBLISH_RESULTS"] === undefined) return;
  const found = JSON.parse(readFileSync(report, "utf8")) as Report;
  const target = join(ROOT, "conformance/results", file);
  mkdirSync(dirname(target), { recursive: true });
  // How it counts as compliance depends on a country's own cluster and record of runs.
  const { compliance: _, ...facts } = found;
  const parts = found.parts
    .filter(({ results }) => results.length > 0)
    .map((part) => ({ ...part, results: part.results.map(withoutExchanges) }));
  const useCases = found.useCases.map((useCase) => ({
    ...useCase,
    results: useCase.results.map(withoutSteps),
  }));
  const published = { ...facts, parts, useCases, notes: [...found.notes, ...notes] };
  writeFileSync(target, `${JSON.stringify(published, null, 2)}\n`);
}

/** The finding alone: what went over the wire is for whoever mends it, and would be most of the file. */
function withoutExchanges(result: CheckResult): CheckResult {
  return { ...result, exchanges: [], omitted: (result.omitted ?? 0) + result.exchanges.length };
}

function withoutSteps(story: StoryResult): StoryResult {
  return { ...story, steps: story.steps.map((step) => ({ ...step, exchanges: [] })) };
}
