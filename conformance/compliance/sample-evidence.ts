import type { Report } from "../result.ts";
import type { Evidence } from "./evidence.ts";
import type { Requirement } from "./requirements.ts";

/** What a run in a cluster has to show, for tests: everything in order. */
export function sampleEvidence({ parts }: Pick<Report, "parts">, more: Partial<Evidence> = {}): Evidence {
  return {
    parts: parts.map(({ part, block }) => ({ part, block, isPlatform: false, isExternal: false })),
    rules: { broken: [], opaque: [] },
    records: [],
    specifications: { payments: "3.0" },
    ...more,
  };
}

/** A requirement for tests. */
export function sampleRequirement(more: Partial<Requirement>): Requirement {
  return { id: "sample#req-1", text: "All is well", level: "REQUIRED", ...more };
}
