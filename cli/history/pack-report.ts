import { gunzipSync, gzipSync } from "node:zlib";
import { type CheckStates, checkStates } from "../../conformance/diff-checks.ts";
import type { Report } from "../../conformance/result.ts";
import type { RunReport } from "../../deploy/cluster/record.ts";

/** What a record keeps of a report: how it ended and the state of every check, without requests, answers and reasons; partial where not all checks ran. */
export function packReport(report: Report, isPartial = false): RunReport {
  const { verdict, startedAt, summary } = report;
  const states = JSON.stringify(checkStates(report));
  const checks = gzipSync(states).toString("base64");
  return { verdict, startedAt, summary, checks, ...(isPartial ? { partial: true } : {}) };
}

/** The states of the checks of a recorded report; undefined where they are not kept any more, or cannot be read. */
export function unpackChecks({ checks }: RunReport): CheckStates | undefined {
  try {
    return checks === undefined
      ? undefined
      : JSON.parse(gunzipSync(Buffer.from(checks, "base64")).toString("utf8"));
  } catch {
    return undefined;
  }
}
