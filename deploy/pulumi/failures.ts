import { isLocked } from "./stale-lock.ts";

/** What an update that failed means for the next step. */
export type FailureKind = "transient" | "locked" | "exists" | "final";

/** Passing trouble of a cluster, a network or a process, after which the same update can go on. */
const TRANSIENT = [
  /\b(429|500|502|503|504)\b/,
  /too many requests/i,
  /internal error occurred/i,
  /the server (is currently unable|was unable|could not|has received too many)/i,
  /object has been modified/i,
  /Operation cannot be fulfilled|conflict/i,
  /connection (refused|reset|lost)|ECONNRE|EPIPE|socket hang up|broken pipe/i,
  /unexpected EOF|\bEOF\b/,
  /i\/o timeout|TLS handshake timeout|request timed out|leader changed|deadline exceeded/i,
  /transport is closing|error reading from server|Unavailable desc|code = (Unavailable|Canceled)/,
  /could not connect|no such host|plugin .*(exited|crashed|shut down)|configured Kubernetes cluster is unreachable/i,
  /context canceled/i,
];

/** What only a person can mend, even where passing trouble comes with it. */
const FINAL = [
  /\bis invalid\b|Invalid value|field is immutable|is forbidden|unknown field|no matches for kind/i,
  /failed to fully initialize|not become ready|failed to become available/i,
  /incorrect passphrase|unauthorized/i,
];

/** Judges the errors of a failed update; `reasons` are the engine's messages, one per object where it gave them. */
export function judgeFailure(reasons: readonly string[]): FailureKind {
  const all = reasons.join("\n");
  if (isLocked(all)) return "locked";
  if (FINAL.some((pattern) => pattern.test(all))) return "final";
  if (/already exists|name that is still in use/.test(all)) return "exists";
  return TRANSIENT.some((pattern) => pattern.test(all)) ? "transient" : "final";
}

/** How long to wait before try `attempt` (from 1), in milliseconds. */
export function backOff(attempt: number): number {
  return Math.min(500 * 2 ** (attempt - 1), 8000);
}
