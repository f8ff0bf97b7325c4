import type { FindingId } from "../messages/doctor-findings-en.ts";

/** What is looked at, in the order in which it is shown. */
export const CHECKS = [
  "node",
  "engine",
  "plugin",
  "folder",
  "disk",
  "state",
  "proxy",
  "authorities",
  "registry",
  "cluster",
  "version",
  "clock",
  "nodes",
  "node-pressure",
  "node-clocks",
  "permissions",
  "namespaces",
  "kinds",
  "storage-class",
  "gateway-api",
  "own-image",
  "capacity",
  "dns",
  "storage-write",
  "pod-security",
  "network-policies",
] as const;

/** One of them. */
export type CheckId = (typeof CHECKS)[number];

/** Those that look at this machine and what it reaches; all others look at the cluster. */
export const WORKSTATION: readonly CheckId[] = CHECKS.slice(0, CHECKS.indexOf("cluster"));

/** How something is: as it should be, doubtful or not to be found out, or in the way. */
export type Verdict = "pass" | "warn" | "fail";

/** The values that a finding's sentence is made of. */
export type FindingParams = Readonly<Record<string, string | number>>;

/** What one check found. */
export interface Judgement {
  readonly check: CheckId;
  readonly verdict: Verdict;
  /** Which sentence and remedy say it. */
  readonly finding: FindingId;
  readonly params: FindingParams;
}

/** Makes a judgement. */
export function judged(
  check: CheckId,
  verdict: Verdict,
  finding: FindingId,
  params: FindingParams = {},
): Judgement {
  return { check, verdict, finding, params };
}
