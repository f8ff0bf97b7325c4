import type { CheckResult, Report } from "../result.ts";
import type { ApiResult } from "./compliance.ts";
import type { Evidence } from "./evidence.ts";

/** The operation of the checks that ask what a product says of itself: they are no part of a block's interface. */
export const SMOKE = "smoke";

/** What the block's suite found of a part, smoke checks apart. */
export function suiteResults({ results }: { readonly results: readonly CheckResult[] }): CheckResult[] {
  return results.filter(({ operation }) => operation !== SMOKE);
}

/**
 * The figures of each block and product, as GovStack's testing web app counts: a scenario has passed or failed, errors
 * and what is ambiguous have failed; what was skipped is no scenario of the run. Ours are this tool's checks, where
 * GovStack has the scenarios of its own suites.
 */
export function countApi(
  { parts }: Pick<Report, "parts">,
  specifications: Evidence["specifications"],
): ApiResult[] {
  const rows = new Map<string, ApiResult>();
  for (const part of parts) {
    const results = suiteResults(part);
    if (results.length === 0) continue;
    const { block, product } = part;
    const key = `${block} ${product}`;
    const before = rows.get(key) ?? {
      ...{ block, product, specification: specifications[block] ?? "", parts: [] },
      ...{ passed: 0, failed: 0, skipped: 0 },
    };
    const number = (...states: readonly string[]) =>
      results.filter(({ status }) => states.includes(status)).length;
    rows.set(key, {
      ...before,
      parts: [...before.parts, part.part],
      passed: before.passed + number("passed"),
      failed: before.failed + number("failed", "error"),
      skipped: before.skipped + number("skipped"),
    });
  }
  return [...rows.values()].map(withCompatibility);
}

function withCompatibility(row: ApiResult): ApiResult {
  const counted = row.passed + row.failed;
  if (counted === 0) return row;
  return { ...row, compatibility: Math.round((row.passed / counted) * 10_000) / 10_000 };
}
