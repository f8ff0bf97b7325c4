import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Part, Stack } from "../charts/spi/index.ts";
import type { Report } from "../conformance/result.ts";
import { isRunning, readRecord } from "../deploy/local/record.ts";
import { recordedDeployment } from "./recorded-deployment.ts";

/** One part as `status` shows it. */
export interface PartStatus {
  readonly part: string;
  readonly block: string;
  readonly state: "ready" | "not ready" | "stopped" | "external";
  /** Ready and wanted pods, such as `1/1`; `-` on this machine, where a part is no pod. */
  readonly ready: string;
  readonly address: string;
  readonly release: string;
  /** How long its pods are there: `5m`, `3h`, `12d`; `-` where nothing says so. */
  readonly age: string;
  /** Such as `38/38 passed`, of the last report; `-` where there is none. */
  readonly lastResult: string;
}

/** A stack on this machine. */
export interface StackStatus {
  readonly stack: string;
  readonly pid?: number;
  readonly startedAt?: string;
  readonly parts: readonly PartStatus[];
}

/** Reads the record and the last report, and asks every part whether it is ready. */
export async function readStatus(stack: Stack, root: string): Promise<StackStatus> {
  const folder = join(root, stack.name);
  const record = readRecord(folder);
  const running = isRunning(record);
  const deployment = recordedDeployment(stack, record);
  const report = readReport(folder);
  const parts = await Promise.all(
    stack.parts.map(async (part): Promise<PartStatus> => {
      const address =
        running || part.external ? await deployment.addressOf(part.name, "api", "workstation") : "-";
      return {
        part: part.name,
        block: part.block,
        state: await stateOf(part, running, address),
        ready: "-",
        address,
        release: part.release.version,
        age: running && record.startedAt !== undefined ? formatAge(record.startedAt) : "-",
        lastResult: lastResult(report, part.name),
      };
    }),
  );
  const { pid, startedAt } = record;
  return {
    stack: stack.name,
    ...(running && pid !== undefined ? { pid } : {}),
    ...(running && startedAt !== undefined ? { startedAt } : {}),
    parts,
  };
}

async function stateOf(part: Part, running: boolean, address: string): Promise<PartStatus["state"]> {
  if (part.external !== undefined) return "external";
  if (!running) return "stopped";
  const response = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(
    () => undefined,
  );
  await response?.body?.cancel();
  return response?.ok === true ? "ready" : "not ready";
}

/** The time since a moment (ISO 8601) in its largest unit. */
export function formatAge(since: string, now = Date.now()): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}

/** The last report of a stack in this folder, if there is one. */
export function readReport(folder: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "reports", "report.json"), "utf8")) as Report;
  } catch {
    return undefined;
  }
}

/** How many checks of a part passed in a report. */
export function lastResult(report: Report | undefined, name: string): string {
  const results = report?.parts.find((part) => part.part === name)?.results;
  if (results === undefined) return "-";
  return `${results.filter((result) => result.status === "passed").length}/${results.length} passed`;
}
