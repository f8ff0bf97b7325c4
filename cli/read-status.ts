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
  readonly address: string;
  readonly release: string;
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
        address,
        release: part.release.version,
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

function readReport(folder: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "reports", "report.json"), "utf8")) as Report;
  } catch {
    return undefined;
  }
}

function lastResult(report: Report | undefined, name: string): string {
  const results = report?.parts.find((part) => part.part === name)?.results;
  if (results === undefined) return "-";
  return `${results.filter((result) => result.status === "passed").length}/${results.length} passed`;
}
