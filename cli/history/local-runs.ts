import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { keptRuns, type RunRecord, type RunReport } from "../../deploy/cluster/record.ts";
import { VERSION } from "../version.ts";

const FILE = "runs.json";

/** What is known of a run when it begins. */
export type BegunRun = Pick<RunRecord, "what" | "of" | "plan" | "profileHash">;

/** The last runs against a stack on this machine, oldest first. */
export function readLocalRuns(folder: string): readonly RunRecord[] {
  try {
    const runs: unknown = JSON.parse(readFileSync(join(folder, FILE), "utf8"));
    return Array.isArray(runs) ? runs : [];
  } catch {
    return [];
  }
}

/**
 * Does work on a stack of this machine, with the run written down before and after. Where the work removes the stack's
 * folder, what was written goes with it.
 */
export async function withLocalRun<T>(
  folder: string,
  begun: BegunRun,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const when = new Date().toISOString();
  writeRuns(folder, [...readLocalRuns(folder), { ...ownRun(begun, when), result: "running" }]);
  const end = (result: RunRecord["result"]) => {
    // Another process may have written since: a run is known by its moment.
    const runs = readLocalRuns(folder);
    const until = new Date().toISOString();
    if (runs.some((run) => run.when === when))
      writeRuns(
        folder,
        runs.map((run) => (run.when === when ? { ...run, result, until } : run)),
      );
  };
  try {
    const done = await work();
    end("done");
    return done;
  } catch (error) {
    end(signal.aborted ? "interrupted" : "failed");
    throw error;
  }
}

/** The same where the stack has a folder: what there is nothing of leaves none. */
export function withKnownRun<T>(
  folder: string,
  begun: BegunRun,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  return existsSync(folder) ? withLocalRun(folder, begun, signal, work) : work();
}

/** Writes down a run that has ended. */
export function addLocalRun(folder: string, run: RunRecord): void {
  writeRuns(folder, [...readLocalRuns(folder), run]);
}

/** Writes down what the checks found after the last run of this kind. */
export function reportLocalRun(folder: string, report: RunReport, what: RunRecord["what"] = "up"): void {
  const runs = readLocalRuns(folder);
  const last = runs.findLastIndex((run) => run.what === what);
  if (last === -1) return;
  writeRuns(
    folder,
    runs.map((run, index) => (index === last ? { ...run, report } : run)),
  );
}

/** A run of this person on this machine, which began at `when`. */
export function ownRun(begun: BegunRun, when: string): Omit<RunRecord, "result"> {
  return { who: `${userInfo().username}@${hostname()}`, when, ...begun, toolVersion: VERSION };
}

function writeRuns(folder: string, runs: readonly RunRecord[]): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `${FILE}.${process.pid}`);
  writeFileSync(temporary, `${JSON.stringify(keptRuns(runs), null, 1)}\n`, { mode: 0o600 });
  renameSync(temporary, join(folder, FILE));
}
