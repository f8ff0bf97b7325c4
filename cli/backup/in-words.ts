import { BackupDamage } from "../../deploy/backup/damage.ts";
import { StoreError } from "../../deploy/backup/s3-client.ts";
import { ClusterError } from "../../deploy/cluster/client.ts";
import { DataRefusal } from "../../reference/folder-backup.ts";
import { EXIT, Exit } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

/** What the world may do to a backup; everything else is a defect of ours. */
const KNOWN = [BackupDamage, StoreError, ClusterError, DataRefusal];
/** What a disk says. */
const DISK = ["EACCES", "EDQUOT", "EIO", "EISDIR", "ENOENT", "ENOSPC", "ENOTDIR", "EPERM", "EROFS"];

/** Does work; where the file, the place or the cluster fails it, says so in one sentence and ends with exit code 1. */
export async function inWords<T>(terminal: Terminal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isKnown = KNOWN.some((kind) => error instanceof kind);
    if (!isKnown && !DISK.includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    terminal.talk(`${terminal.talkStyle("red", say.error)} ${(error as Error).message}`);
    throw new Exit(EXIT.failed);
  }
}
