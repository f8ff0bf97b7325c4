import type { Report, Status } from "../result.ts";

/** The four states in the order in which a report counts them. */
export const STATUSES = ["passed", "failed", "skipped", "error"] as const satisfies readonly Status[];

/** A check or story that keeps a report from being green. */
export interface Finding {
  readonly kind: "check" | "story";
  /** The part or the use case. */
  readonly of: string;
  /** The check's or the story's id. */
  readonly id: string;
  readonly title: string;
  readonly status: Status;
  readonly reason: string;
}

/** What failed, ended in an error or was skipped although it had to run; in the order of the report. */
export function findingsOf(report: Report): Finding[] {
  const checks = report.parts.flatMap(({ part, results }) =>
    results
      .filter(({ status, level }) => hinders(status, level === "REQUIRED"))
      .map((result) => ({ ...result, kind: "check" as const, of: part, id: result.check })),
  );
  const stories = report.useCases.flatMap(({ useCase, results }) =>
    results
      .filter(({ status }) => hinders(status, true))
      .map((result) => ({ ...result, kind: "story" as const, of: useCase, id: result.story })),
  );
  return [...checks, ...stories].map(({ kind, of, id, title, status, reason = "" }) => {
    return { kind, of, id, title, status, reason };
  });
}

function hinders(status: Status, required: boolean): boolean {
  return status === "failed" || status === "error" || (required && status === "skipped");
}

/** How many results are in each state. */
export function countByStatus(results: readonly { readonly status: Status }[]): Record<Status, number> {
  const counts = { passed: 0, failed: 0, skipped: 0, error: 0 };
  for (const { status } of results) counts[status] += 1;
  return counts;
}
