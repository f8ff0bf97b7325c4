import type { Read } from "./decode.ts";
import { besideFile } from "./extends.ts";
import { errorAt, type Issue } from "./issue.ts";
import { findLocated, type Located } from "./located.ts";

/** The most bytes of a seed file: in a cluster it travels in a ConfigMap, which holds 1 MiB. */
export const SEED_LIMIT = 900 * 1024;

/** Reads the seed files that a profile names, as JSON, by part. */
export function readSeeds(root: Located, read: Read): { seeds: Map<string, unknown>; issues: Issue[] } {
  const seeds = new Map<string, unknown>();
  const issues: Issue[] = [];
  const named = findLocated(root, ["seeds"]);
  for (const [part, path] of named?.kind === "map" ? named.entries : []) {
    if (path.kind !== "scalar" || typeof path.value !== "string") continue;
    const seed = readSeed(besideFile(path.at.file, path.value), read);
    if ("json" in seed) seeds.set(part, seed.json);
    else issues.push({ ...seed, at: path.at });
  }
  return { seeds, issues };
}

function readSeed(file: string, read: Read): { readonly json: unknown } | Issue {
  const result = read(file);
  if ("missing" in result) return errorAt("CS1008", { file, reason: "missing", as: "seed" });
  if ("unreadable" in result) return errorAt("CS1008", { file, reason: result.reason, as: "seed" });
  if (result.bytes.length > SEED_LIMIT) {
    return errorAt("CS1002", { file, bytes: result.bytes.length, limit: SEED_LIMIT });
  }
  try {
    return { json: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(result.bytes)) };
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : "not UTF-8";
    return errorAt("CS1008", { file, reason, as: "seed" });
  }
}
