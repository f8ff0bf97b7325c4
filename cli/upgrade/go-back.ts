import { join } from "node:path";
import type { Stack } from "../../charts/spi/index.ts";
import { type BackupManifest, readArchive, type UseEntry } from "../../deploy/backup/archive.ts";
import { readPassphrase } from "../../deploy/backup/passphrase.ts";
import type { UpgradeMark } from "../../deploy/cluster/record.ts";
import { inWords } from "../backup/in-words.ts";
import { openPlace } from "../backup/place.ts";
import { startRestored } from "../backup/start-restored.ts";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import { pulumiOptions } from "../open-engine.ts";
import { synthLocked } from "../synth-locked.ts";
import type { Terminal } from "../terminal.ts";
import { dataOfJumps, requireOlder } from "./way-back.ts";
import type { UpgradeRun } from "./with-upgrade.ts";

/** The backup from before an upgrade, read to its end. */
interface OlderData {
  readonly manifest: BackupManifest;
  readonly read: (use: UseEntry) => Promise<unknown>;
}

/**
 * Goes back to the releases and the data from before an upgrade: nothing is touched before the backup has proved
 * whole; then the parts of the upgrade get their older data on new volumes, the older releases come up, and the
 * checks that read say whether they are well.
 */
export async function goBack(terminal: Terminal, run: UpgradeRun, mark: UpgradeMark): Promise<void> {
  const { opened, engine, flags, signal } = run;
  const names = mark.parts.map(({ part }) => part);
  const older = requireOlder(opened.stack, mark.parts);
  terminal.talk(say.upgrade.goingBack(names));
  await inWords(terminal, async () => {
    const data = await proveData(run, older, mark);
    const before = { ...opened, stack: older };
    const manifests = await synthLocked(terminal, before, { json: false });
    const { putBack } = await import("../../deploy/pulumi/put-back.ts");
    const taken = data?.manifest.parts.filter((part) => part.data === "taken") ?? [];
    await putBack(
      pulumiOptions(opened, flags),
      {
        stack: older,
        manifests,
        newer: { stack: opened.stack, manifests: run.manifests },
        mark,
        withData: new Set(taken.map(({ name }) => name).filter((name) => names.includes(name))),
        read: data?.read ?? (() => Promise.resolve()),
        onPart: (part) => terminal.talk(say.upgrade.putting(part)),
      },
      signal,
    );
    const reports = join(flags.data, older.name, "reports", "after-going-back");
    const passed = await startRestored(terminal, {
      opened: before,
      manifests,
      engine,
      reports,
      signal,
      json: false,
      recordedWith: flags,
    });
    const told = mark.parts.map(({ part, from, to }) => say.upgrade.arrow(part, to, from));
    terminal.talk(say.upgrade.wentBack(told, data?.manifest.header.createdAt));
    if (!passed) terminal.talk(say.upgrade.backNotWell);
    terminal.talk(say.upgrade.pin(mark.parts.map(({ part, from }) => say.upgrade.pinned(part, from))));
  });
}

async function proveData(
  { manifests, flags }: UpgradeRun,
  older: Stack,
  { parts, backup }: UpgradeMark,
): Promise<OlderData | undefined> {
  if (backup === undefined) {
    const stored = dataOfJumps(older, manifests, parts).map(({ part }) => part.name);
    if (stored.length === 0) return undefined;
    throw new UsageError(say.upgrade.noData(stored), say.upgrade.noDataHint);
  }
  const passphrase = readPassphrase(process.env, flags.keyFile, false);
  const place = await openPlace({ data: flags.data, to: backup.place });
  const manifest = await readArchive(place.read(backup.file), passphrase);
  return { manifest, read: (use) => readArchive(place.read(backup.file), passphrase, use) };
}
