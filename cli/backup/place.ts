import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { folderTarget } from "../../deploy/backup/folder-target.ts";
import type { StoredBackup } from "../../deploy/backup/retention.ts";
import { readHeader } from "../../deploy/backup/seal.ts";
import { type BackupTarget, parseFileName } from "../../deploy/backup/target.ts";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";

/** Where backups are, as the command line says it. */
export interface PlaceFlags {
  readonly data: string;
  readonly to?: string;
}

/** A header is no larger. */
const HEAD = 64 * 1024;

/** The place of a stack's backups. */
export async function openPlace({ data, to }: PlaceFlags): Promise<BackupTarget> {
  const given = to ?? join(data, "backups");
  if (given.startsWith("s3://")) {
    const { parseBucket, s3Target } = await import("../../deploy/backup/s3-target.ts");
    return s3Target(parseBucket(given, process.env));
  }
  if (/^[a-z0-9+.-]+:\/\//.test(given) || given === "") throw new UsageError(say.backup.badPlace(given));
  return folderTarget(given);
}

/** A backup in its place. */
export interface ChosenBackup {
  readonly place: BackupTarget;
  readonly name: string;
}

/** The backup that `--from` means: the latest of the stack, one by its name, or a file by its path or URL. */
export async function chooseBackup(
  stack: string,
  flags: PlaceFlags & { readonly from: string },
  hint: string,
): Promise<ChosenBackup> {
  const { from } = flags;
  if (from.startsWith("s3://")) {
    const [path = "", query] = from.split("?");
    const to = `${dirname(path)}${query === undefined ? "" : `?${query}`}`;
    return requireThere({ place: await openPlace({ data: flags.data, to }), name: basename(path) }, hint);
  }
  if (from.includes("/") || existsSync(from))
    return requireThere({ place: folderTarget(dirname(from)), name: basename(from) }, hint);
  const place = await openPlace(flags);
  if (from !== "latest") return requireThere({ place, name: from }, hint);
  const [latest] = await namesOf(place, stack);
  if (latest === undefined) throw new UsageError(say.backup.none(stack, place.shown), hint);
  return { place, name: latest.name };
}

async function requireThere(chosen: ChosenBackup, hint: string): Promise<ChosenBackup> {
  const { place, name } = chosen;
  if ((await place.list()).some((file) => file.name === name)) return chosen;
  throw new UsageError(say.backup.missingFile(name, place.shown), hint);
}

/** The backups of a stack, newest first, with what their beginnings say; nobody has proved that yet. */
export async function readStored(
  place: BackupTarget,
  stack: string,
): Promise<readonly (StoredBackup & Told)[]> {
  const files = await namesOf(place, stack);
  return Promise.all(
    files.map(async ({ name, size, createdAt }) => {
      const header = await readHeader(place.read(name, HEAD)).catch(() => undefined);
      const told = header && {
        missing: header.missing,
        engine: header.engine,
        toolVersion: header.toolVersion,
      };
      return { name, size, stack, createdAt, ...told };
    }),
  );
}

/** What a backup says of itself; absent where its beginning cannot be read. */
interface Told {
  readonly engine?: "local" | "cluster";
  readonly toolVersion?: string;
}

async function namesOf(place: BackupTarget, stack: string) {
  const files = (await place.list()).flatMap((file) => {
    const parsed = parseFileName(file.name);
    return parsed?.stack === stack ? [{ ...file, ...parsed }] : [];
  });
  return files.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

/** The flag that leads another command to the same place. */
export function placeFlag({ to }: PlaceFlags): string {
  return to === undefined ? "" : ` --to '${to}'`.replace(/'([\w./:-]+)'$/, "$1");
}
