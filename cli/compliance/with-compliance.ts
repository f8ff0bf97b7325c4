import type { Block } from "../../charts/spi/index.ts";
import { assess } from "../../conformance/compliance/assess.ts";
import type { Evidence } from "../../conformance/compliance/evidence.ts";
import { loadRequirements } from "../../conformance/compliance/requirements.ts";
import type { Report } from "../../conformance/result.ts";
import { SUITES } from "../../conformance/suites.ts";

/** The report, also counted as GovStack counts. */
export async function withCompliance(report: Report, gather: () => Promise<Evidence>): Promise<Report> {
  const blocks = new Set(report.parts.filter(({ results }) => results.length > 0).map(({ block }) => block));
  const specifications: Partial<Record<Block, string>> = {};
  for (const block of blocks) {
    const suite = await SUITES[block]?.();
    if (suite !== undefined) specifications[block] = suite.specification;
  }
  const evidence = { ...(await gather()), specifications };
  return { ...report, compliance: assess(report, evidence, loadRequirements()) };
}
