import type { Need } from "../../charts/spi/index.ts";
import { kernelRules } from "./kernel.ts";
import { nodeSharingRules } from "./node-sharing.ts";
import { privilegeRules } from "./privileges.ts";
import type { OpenLevel } from "./rule.ts";
import { volumeRules } from "./volumes.ts";

/** A level of Pod Security, as a namespace's labels name it. */
export type PodSecurityLevel = "restricted" | OpenLevel;

/** The themes whose rules Kubernetes itself enforces. */
const ENFORCED = [...nodeSharingRules, ...kernelRules, ...privilegeRules, ...volumeRules];

const LEVELS: readonly string[] = ["restricted", "baseline", "privileged"];

/** How open a level is: 0 for `restricted`; what is no level is more open than all of them. */
export function levelRank(level: string): number {
  return LEVELS.includes(level) ? LEVELS.indexOf(level) : LEVELS.length;
}

/**
 * The strictest level of Pod Security (Pod Security Standards) under which the API server takes the pods of parts
 * with these needs.
 */
export function podSecurityLevel(needs: readonly Pick<Need, "rule">[]): PodSecurityLevel {
  const levels = needs.map(({ rule }) => ENFORCED.find(({ id }) => id === rule)?.podSecurity ?? "restricted");
  return levels.reduce((a, b) => (levelRank(b) > levelRank(a) ? b : a), "restricted");
}
