import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PROJECT } from "./workspace-names.ts";

/**
 * Mends what the death of an earlier engine, or of the machine, left in a folder of states: descriptions of files
 * that were cut off, which the engine otherwise refuses with no more than "EOF", and a state that is no JSON, whose
 * copy of one step before takes its place. What that step lacks is adopted from the cluster by the next `up`. The
 * broken file is kept beside it. Answers whether an older state was brought back.
 */
export function healState(folder: string, stack: string): boolean {
  const root = join(folder, ".pulumi");
  for (const file of filesBelow(root)) {
    // Engines before `metadata=skip` (engineUrl) wrote these; nothing reads them but the check that fails.
    if (file.endsWith(".attrs") && !isJson(file)) rmSync(file, { force: true });
  }
  const state = join(root, "stacks", PROJECT, `${stack}.json`);
  const before = `${state}.bak`;
  if (isJson(state) !== false || isJson(before) !== true) return false;
  renameSync(state, `${state}.broken`);
  copyFileSync(before, state);
  return true;
}

/** The URL as the engine gets it: without descriptions beside its files, which it does not write in one step. */
export function engineUrl(url: string): string {
  if (!url.startsWith("file://")) return url;
  return `${url}${url.includes("?") ? "&" : "?"}metadata=skip`;
}

function filesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Whether a file holds JSON; undefined where there is none. */
function isJson(file: string): boolean | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
