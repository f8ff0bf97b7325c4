import { maskText, maskUrl } from "./mask-text.ts";
import type { Report, Status } from "./result.ts";
import type { RunOutcome } from "./run-options.ts";

/** How many checks and stories ended in each of the four states. */
export function summarize({ parts, useCases }: RunOutcome): Record<Status, number> {
  const summary = { passed: 0, failed: 0, skipped: 0, error: 0 };
  for (const { results } of [...parts, ...useCases]) for (const { status } of results) summary[status] += 1;
  return summary;
}

/**
 * Passed only where something ran, nothing failed or ended in an error, and nothing that had to run was skipped:
 * no REQUIRED check and no story of a use case that the stack is meant to run.
 */
export function verdictOf(outcome: RunOutcome): "passed" | "failed" {
  const { passed, failed, error } = summarize(outcome);
  return passed > 0 && failed + error === 0 && countMissing(outcome) === 0 ? "passed" : "failed";
}

/** How many checks and stories had to run and were skipped. */
export function countMissing({ parts, useCases }: RunOutcome): number {
  const checks = parts.flatMap((part) => part.results).filter((result) => result.level === "REQUIRED");
  const stories = useCases.flatMap((useCase) => useCase.results);
  return [...checks, ...stories].filter((result) => result.status === "skipped").length;
}

/** What the caller of a run knows about it. */
export type RunFacts = Pick<
  Report,
  "tool" | "stack" | "country" | "engine" | "environment" | "startedAt" | "milliseconds" | "notes" | "wires"
>;

/** The report of a run: its facts, what it found, and what follows from that. Addresses and notes are masked. */
export function buildReport(facts: RunFacts, outcome: RunOutcome): Report {
  return {
    ...facts,
    verdict: verdictOf(outcome),
    summary: summarize(outcome),
    notes: facts.notes.map((note) => maskText(note)),
    parts: outcome.parts.map((part) => ({ ...part, url: maskUrl(part.url) })),
    useCases: outcome.useCases,
    wires: facts.wires.map((wire) => ({ ...wire, reason: maskText(wire.reason) })),
  };
}
