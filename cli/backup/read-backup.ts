import { type BackupManifest, readArchive, type UseEntry } from "../../deploy/backup/archive.ts";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import type { OpenedStack } from "../open-stack.ts";
import { formatAge } from "../read-status.ts";
import type { Terminal } from "../terminal.ts";
import { type Fit, fitStack } from "./fit-stack.ts";
import { chooseBackup, type PlaceFlags, placeFlag } from "./place.ts";

/** A backup that was read to its end: whole, authentic, and fit for the stack. */
export interface ProvedBackup {
  readonly file: string;
  readonly manifest: BackupManifest;
  readonly fit: Fit;
  /** The passphrase of the engine's state, where the backup has one. */
  readonly statePassphrase: string | undefined;
  /** Reads it once more. */
  readonly read: (use: UseEntry) => Promise<BackupManifest>;
}

/** What decides which backup is meant. */
export interface ReadFlags extends PlaceFlags {
  readonly target: string;
  readonly from: string;
}

/**
 * Reads a backup from its first byte to its last before anything is done with it. Refuses one of another stack or
 * another kind of target, and data that the profile has no place for.
 */
export async function proveBackup(
  terminal: Terminal,
  profile: string,
  opened: OpenedStack,
  flags: ReadFlags,
  passphrase: string,
  skip: ReadonlySet<string>,
): Promise<ProvedBackup> {
  const { stack, hash } = opened;
  const hint = say.backup.listHint(profile, placeFlag(flags));
  const { place, name: file } = await chooseBackup(stack.name, flags, hint);
  terminal.talk(say.backup.reading(file));
  const began = Date.now();
  let statePassphrase: string | undefined;
  const manifest = await readArchive(place.read(file), passphrase, async (name, data) => {
    if (name !== "passphrase") return;
    statePassphrase = "";
    for await (const chunk of data) statePassphrase += chunk.toString("utf8");
  });
  const { header } = manifest;
  const size = manifest.entries.reduce((sum, entry) => sum + entry.size, 0);
  const took = say.backup.seconds(Date.now() - began);
  terminal.talk(say.backup.proved(say.backup.size(size), `${formatAge(header.createdAt)} ago`, took));
  if (header.stack !== stack.name)
    throw new UsageError(say.backup.otherStack(file, header.stack, stack.name), hint);
  const engine = flags.target === "local" ? "local" : "cluster";
  if (header.engine !== engine)
    throw new UsageError(
      say.backup.otherEngine(say.backup.engines[header.engine], say.backup.engines[engine]),
      header.engine === "local" ? undefined : "--target cluster",
    );
  const fit = fitStack(manifest, stack, skip);
  sayFit(terminal, fit, header.profileHash !== hash);
  return {
    file,
    manifest,
    fit,
    statePassphrase,
    read: (use) => readArchive(place.read(file), passphrase, use),
  };
}

function sayFit(terminal: Terminal, fit: Fit, isOtherProfile: boolean): void {
  const { unfit, unfitHint, otherRelease, beginsEmpty, otherProfile } = say.backup;
  const [first] = fit.unfit;
  if (first !== undefined) {
    const { part, why, theirs, ours } = first;
    const parts = fit.unfit.map((one) => one.part);
    throw new UsageError(
      why === "gone" ? unfit.gone(part) : unfit.product(part, theirs, ours),
      unfitHint(parts),
    );
  }
  if (isOtherProfile) terminal.talk(otherProfile);
  for (const { part, theirs, ours } of fit.otherReleases) terminal.talk(otherRelease(part, theirs, ours));
  for (const part of fit.empty) terminal.talk(beginsEmpty(part));
}
