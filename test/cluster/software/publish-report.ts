import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CheckResult, Report } from "../../../conformance/result.ts";
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
  const parts = found.parts
    .filter(({ results }) => results.length > 0)
    .map((part) => ({ ...part, results: part.results.map(withoutExchanges) }));
  const published = { ...found, parts, notes: [...found.notes, ...notes] };
  writeFileSync(target, `${JSON.stringify(published, null, 2)}\n`);
}

/** The finding alone: what went over the wire is for whoever mends it, and would be most of the file. */
function withoutExchanges(result: CheckResult): CheckResult {
  return { ...result, exchanges: [], omitted: (result.omitted ?? 0) + result.exchanges.length };
}
