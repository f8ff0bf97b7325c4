import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Block } from "../charts/spi/index.ts";
import { type ReadPart, readReport } from "./read-report.ts";
import type { Status } from "./result.ts";

/** What a published run found of one product in one block. */
export interface PublishedResult {
  /** Where it is, below the folder of results. */
  readonly file: string;
  readonly block: Block;
  /** The product's id and release. */
  readonly product: string;
  readonly engine: string;
  readonly environment: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly counts: Readonly<Record<Status, number>>;
}

const RESULTS: string = fileURLToPath(new URL("./results/", import.meta.url));

/**
 * The results that are published with this tool: every report.json below the folder, by whatever names, the newest
 * first, a part at a time. A folder that is not there holds none. Throws where a file is no report: a bug.
 */
export function readPublished(folder: string = RESULTS): PublishedResult[] {
  if (!existsSync(folder)) return [];
  const files = globSync("**/*.json", { cwd: folder }).sort();
  return files
    .flatMap((file) => resultsIn(file, readFileSync(join(folder, file), "utf8")))
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}

function resultsIn(file: string, text: string): PublishedResult[] {
  const report = readReport(text);
  if (typeof report === "string") throw new Error(`${file} is published as a result: ${report}`);
  const { engine, environment, startedAt } = report;
  return report.parts
    .filter(({ results }) => results.length > 0)
    .map((part) => ({
      file,
      block: part.block,
      product: part.product,
      engine,
      environment,
      startedAt,
      counts: countsOf(part),
    }));
}

function countsOf({ results }: ReadPart): Record<Status, number> {
  const counts = { passed: 0, failed: 0, skipped: 0, error: 0 };
  for (const { status } of results) counts[status] += 1;
  return counts;
}
