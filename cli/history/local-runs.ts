import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { keptRuns, type RunPlan, type RunRecord, type RunReport } from "../../deploy/cluster/record.ts";
import { VERSION } from "../version.ts";

const FILE = "runs.json";

/** The last runs against a stack on this machine, oldest first. */
export function readLocalRuns(folder: string): readonly RunRecord[] {
  try {
    const runs: unknown = JSON.parse(readFileSync(join(folder, FILE), "utf8"));
    return Array.isArray(runs) ? runs : [];
  } catch {
    return [];
  }
}

/** Writes down that a stack is being brought up here, with which profile, and what was planned. */
export function beginLocalRun(folder: string, profileHash: string, plan: RunPlan): void {
  const run: RunRecord = {
    who: `${userInfo().username}@${hostname()}`,
    when: new Date().toISOString(),
    what: "up",
    result: "running",
    profileHash,
    toolVersion: VERSION,
    plan,
  };
  writeRuns(folder, [...readLocalRuns(folder), run]);
}

/** Writes down how bringing up ended. */
export function endLocalRun(folder: string, result: "done" | "failed" | "interrupted"): void {
  changeLast(folder, { result, until: new Date().toISOString() });
}

/** Writes down what the checks found after it. */
export function reportLocalRun(folder: string, report: RunReport): void {
  changeLast(folder, { report });
}

function changeLast(folder: string, change: Partial<RunRecord>): void {
  const runs = readLocalRuns(folder);
  const last = runs.at(-1);
  if (last !== undefined) writeRuns(folder, [...runs.slice(0, -1), { ...last, ...change }]);
}

function writeRuns(folder: string, runs: readonly RunRecord[]): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `${FILE}.${process.pid}`);
  writeFileSync(temporary, `${JSON.stringify(keptRuns(runs), null, 1)}\n`, { mode: 0o600 });
  renameSync(temporary, join(folder, FILE));
}
