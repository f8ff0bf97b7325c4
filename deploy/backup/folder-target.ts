import { createReadStream, createWriteStream } from "node:fs";
import { chmod, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isAlive } from "../process-alive.ts";
import type { BackupTarget, TargetFile } from "./target.ts";

/** A file that is being written: `NAME.partial.HOST.PID`. */
const PARTIAL = /\.partial\.(.+)\.(\d+)$/;
/** When a file of another machine counts as left by a run that died. */
const ABANDONED_MS = 24 * 3_600_000;

/** A folder for backups, which only this user reads; it is made where it is missing. */
export function folderTarget(folder: string): BackupTarget {
  const names = async () => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(ignoreMissing);
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  };
  return {
    shown: folder,
    list: async () => {
      const found = (await names()).filter((name) => !PARTIAL.test(name));
      // Of a folder that others use too, a file may be gone in between.
      return (await Promise.all(found.map((name) => fileIn(folder, name).catch(ignoreMissing)))).flat();
    },
    leftovers: async () => {
      const found = (await names()).filter((name) => PARTIAL.test(name));
      const dead = await Promise.all(found.map((name) => isLeftover(folder, name)));
      return found.filter((_name, index) => dead[index]);
    },
    write: async (name, content) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const partial = join(folder, `${name}.partial.${hostname()}.${process.pid}`);
      try {
        await pipeline(
          Readable.from(content, { objectMode: false }),
          createWriteStream(partial, { mode: 0o600 }),
        );
        await chmod(partial, 0o600);
        await reachDisk(partial);
        await rename(partial, join(folder, name));
        await reachDisk(folder);
      } catch (error) {
        await rm(partial, { force: true });
        throw error;
      }
    },
    read: (name, limit) =>
      createReadStream(join(folder, name), limit === undefined ? {} : { end: Math.max(0, limit - 1) }),
    remove: (name) => rm(join(folder, name)),
    removeLeftover: (name) => rm(join(folder, name), { force: true }),
  };
}

async function fileIn(folder: string, name: string): Promise<TargetFile> {
  return { name, size: (await stat(join(folder, name))).size };
}

async function isLeftover(folder: string, name: string): Promise<boolean> {
  const [, host, pid] = PARTIAL.exec(name) ?? [];
  if (host === hostname()) return !isAlive(Number(pid));
  return Date.now() - (await stat(join(folder, name))).mtimeMs > ABANDONED_MS;
}

async function reachDisk(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): never[] {
  if (error.code === "ENOENT") return [];
  throw error;
}
