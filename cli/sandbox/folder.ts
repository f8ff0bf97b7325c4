import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";

const HOUR_MS = 3_600_000;

/** What this machine remembers of a sandbox that was made from it, in `sandbox.json` of its folder. */
export interface SandboxRecord {
  readonly name: string;
  /** The absolute path of the profile. */
  readonly profile: string;
  readonly target: "local" | "cluster";
  /** Which cluster, where the person named one. */
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** The absolute path of the folder of all sandboxes of a data folder. */
export function sandboxesFolder(data: string): string {
  return resolve(data, "sandboxes");
}

/** The folder of one sandbox: all that it leaves on this machine is in it. */
export function sandboxFolder(data: string, name: string): string {
  return join(sandboxesFolder(data), name);
}

/** Makes a sandbox's folder with its record in one step; undefined where the name is taken. */
export function createFolder(data: string, record: SandboxRecord, expires: string): string | undefined {
  const folder = sandboxFolder(data, record.name);
  const fresh = join(sandboxesFolder(data), `.new-${randomBytes(6).toString("hex")}`);
  mkdirSync(fresh, { recursive: true, mode: 0o700 });
  writeFileSync(join(fresh, "sandbox.json"), `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  writeFileSync(join(fresh, "expires"), expires, { mode: 0o600 });
  try {
    renameSync(fresh, folder);
    return folder;
  } catch (error) {
    removeFolder(fresh);
    if (["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

/** The record of a folder; undefined where there is none that can be read. */
export function readSandbox(folder: string): SandboxRecord | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "sandbox.json"), "utf8")) as SandboxRecord;
  } catch {
    return undefined;
  }
}

/** When the sandbox of a folder goes, in milliseconds since 1970; undefined where the folder is gone. */
export function readExpiry(folder: string): number | undefined {
  try {
    const expires = Date.parse(readFileSync(join(folder, "expires"), "utf8"));
    return Number.isNaN(expires) ? undefined : expires;
  } catch {
    return undefined;
  }
}

/** Writes when the sandbox goes; answers false where its folder is gone. */
export function writeExpiry(folder: string, expires: string): boolean {
  const temporary = join(folder, `expires.${process.pid}`);
  try {
    writeFileSync(temporary, expires, { mode: 0o600 });
    renameSync(temporary, join(folder, "expires"));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

/** The sandboxes of a data folder, in the order of their names. */
export function listFolders(data: string): { readonly folder: string; readonly record: SandboxRecord }[] {
  return allFolders(data).flatMap((folder) => {
    const record = readSandbox(folder);
    return record === undefined ? [] : [{ folder, record }];
  });
}

/** The folders that a killed process left half made or half removed: without a record and older than an hour. */
export function listBroken(data: string): string[] {
  const before = Date.now() - HOUR_MS;
  return allFolders(data).filter(
    (folder) => readSandbox(folder) === undefined && statSync(folder).mtimeMs < before,
  );
}

function allFolders(data: string): string[] {
  if (!existsSync(sandboxesFolder(data))) return [];
  const found = readdirSync(sandboxesFolder(data), { withFileTypes: true });
  return found
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => sandboxFolder(data, name))
    .sort();
}

/** Removes a folder and all that is in it, also while something is still being written into it. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
