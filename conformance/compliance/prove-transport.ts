import { INSIDE } from "../inside-checks.ts";
import type { CheckResult, PartReport, Report } from "../result.ts";
import { SMOKE } from "./api-results.ts";
import type { Proof } from "./compliance.ts";
import type { EvidencePart } from "./evidence.ts";
import type { Requirement } from "./requirements.ts";

const IDS: ReadonlySet<string> = new Set(Object.values(INSIDE));

/** Which connections are meant, a run, and the parts of a block: all, and those asked by the block's interface. */
export interface TransportRun {
  readonly transport: NonNullable<Requirement["transport"]>;
  readonly report: Report;
  readonly parts: readonly EvidencePart[];
  readonly asked: readonly PartReport[];
}

/**
 * How the parts of a block are reached: what the checks of TLS found at their own sockets in a cluster, else how the
 * run's own requests went, where it asked the addresses that everybody asks.
 */
export function proveTransport({ transport, report, parts, asked }: TransportRun): Proof[] {
  if (triedSockets(report)) {
    const meant = parts.filter(({ isPlatform }) => transport === "everywhere" || !isPlatform);
    return meant.map(({ part }) => proveSocket(part, report));
  }
  if (hiddenTransport(report) !== undefined) return [];
  const plain = asked.filter(({ url }) => url.startsWith("http:"));
  const names = (plain.length > 0 ? plain : asked).map(({ part }) => part).join(", ");
  return plain.length > 0
    ? [{ outcome: "failed", text: `asked in plain text: ${names}` }]
    : [{ outcome: "passed", text: `asked by HTTPS: ${names}` }];
}

/** Why a run saw nothing of the connections that others open. */
export function hiddenTransport(report: Report): string | undefined {
  if (report.engine === "url" || triedSockets(report)) return undefined;
  return report.engine === "local"
    ? "this run was on one machine only, where the parts talk in plain text"
    : "this run went through the cluster's own tunnel, and saw no other connection";
}

/** Whether a run tried what parts take at their own sockets, so that it shows how anybody at all can call them. */
export function triedSockets({ parts }: Pick<Report, "parts">): boolean {
  return parts.some((part) => socketResults(part).length > 0);
}

function socketResults({ results }: PartReport): CheckResult[] {
  return results.filter(({ check, operation }) => operation === SMOKE && IDS.has(check));
}

function proveSocket(name: string, report: Report): Proof {
  const results = report.parts.filter(({ part }) => part === name).flatMap(socketResults);
  const at = (...states: readonly CheckResult["status"][]) =>
    results.filter(({ status }) => states.includes(status)).map(({ check }) => check);
  const [good, bad, missing] = [at("passed"), at("failed", "error"), at("skipped")];
  const of = `${results.length} checks of TLS at ${name}`;
  if (results.length === 0)
    return {
      outcome: "absent",
      text: `no check of TLS ran at ${name}: it has no certificate of the stack's authority, or was not asked`,
    };
  if (bad.length > 0) return { outcome: "failed", text: `${bad.length} of ${of} failed: ${bad.join(", ")}` };
  if (missing.length > 0)
    return { outcome: "absent", text: `${missing.length} of ${of} did not run: ${missing.join(", ")}` };
  const text = `${name} refuses plain text, TLS 1.2 and whoever shows no certificate of the stack's authority: ${good.length} of ${of} passed`;
  return { outcome: "passed", text };
}
