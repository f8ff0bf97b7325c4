import { join } from "node:path";
import type { Manifest } from "../../charts/spi/index.ts";
import { readPassphrase } from "../../deploy/backup/passphrase.ts";
import type { Engine } from "../../deploy/engine.ts";
import { openLocalData } from "../../deploy/local/stack-data.ts";
import { saveMemory } from "../../deploy/save-memory.ts";
import { EXIT, Exit, UsageError } from "../exit.ts";
import { withLocalRun } from "../history/local-runs.ts";
import { interruptSignal } from "../interrupt.ts";
import { say } from "../messages/talk-en.ts";
import { openEngine, pulumiOptions } from "../open-engine.ts";
import { type OpenedStack, openStack } from "../open-stack.ts";
import type { TargetFlags } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";
import { writeLocalReleases } from "../upgrade/local-releases.ts";
import { inWords } from "./in-words.ts";
import { type ProvedBackup, proveBackup } from "./read-backup.ts";
import { startRestored } from "./start-restored.ts";
import { readSkip } from "./take-backup.ts";

/** What `restore` was told on the command line. */
export interface RestoreFlags extends TargetFlags {
  readonly to?: string;
  readonly from: string;
  readonly keyFile?: string;
  readonly skip?: readonly string[];
  readonly replaceData?: true;
  readonly yes?: true;
}

/** A restore from the proved backup on. */
interface Restore {
  readonly profile: string;
  readonly opened: OpenedStack;
  readonly flags: RestoreFlags;
  readonly backup: ProvedBackup;
  readonly engine: Engine;
  readonly manifests: readonly Manifest[];
  readonly signal: AbortSignal;
}

/**
 * Reads the whole backup, puts its Secrets and data where there are none, brings the stack up with them and checks it.
 * Nothing is touched before the backup has proved whole; a run that died is finished by the same command.
 */
export async function restoreBackup(terminal: Terminal, profile: string, flags: RestoreFlags): Promise<void> {
  saveMemory();
  const began = Date.now();
  const opened = await openStack(profile, terminal, { json: false });
  const { stack } = opened;
  const skip = readSkip(opened, flags.skip ?? []);
  const passphrase = readPassphrase(process.env, flags.keyFile, false);
  const engine = await openEngine(opened, flags);
  const signal = interruptSignal(() => terminal.talk(say.up.stopping));
  const { passed, dataMs } = await inWords(terminal, async () => {
    const backup = await proveBackup(terminal, profile, opened, flags, passphrase, skip);
    const manifests = engine.kind === "local" ? [] : await synthesize(terminal, opened);
    const restore = { profile, opened, flags, backup, engine, manifests, signal };
    try {
      refuseLoss(backup.fit.empty, skip, flags);
      const putFrom = Date.now();
      if (engine.kind === "local") await putHere(terminal, restore);
      else await putInCluster(terminal, restore);
      const dataMs = Date.now() - putFrom;
      const reports = join(flags.data, stack.name, "reports");
      return {
        passed: await startRestored(terminal, { ...restore, reports, json: false, recordedWith: flags }),
        dataMs,
      };
    } catch (error) {
      if (error instanceof Exit || error instanceof UsageError) throw error;
      terminal.talk(say.backup.broken);
      if (signal.aborted) throw new Exit(EXIT.interrupted);
      throw error;
    }
  });
  const { seconds, restored, notWell } = say.backup;
  terminal.talk(restored(stack.name, seconds(Date.now() - began), seconds(dataMs)));
  const target = flags.target === "local" ? "" : ` --target ${flags.target}`;
  if (!passed) {
    terminal.talk(notWell);
    throw new Exit(EXIT.failed);
  }
  terminal.talk(say.next(`country-stack ${engine.kind === "local" ? "up" : "status"} ${profile}${target}`));
}

/** What stands and is not in the backup would be lost for good: that has to be asked for by name. */
function refuseLoss(lacking: readonly string[], skip: ReadonlySet<string>, flags: RestoreFlags): void {
  const lost = lacking.filter((part) => !skip.has(part));
  if (flags.replaceData && lost.length > 0)
    throw new UsageError(say.backup.wouldLose(lost), say.backup.wouldLoseHint(lost));
}

async function synthesize(terminal: Terminal, opened: OpenedStack): Promise<readonly Manifest[]> {
  const { synthLocked } = await import("../synth-locked.ts");
  return synthLocked(terminal, opened, { json: false });
}

async function putHere(terminal: Terminal, restore: Restore): Promise<void> {
  const { profile, opened, flags, backup, signal } = restore;
  const { name } = opened.stack;
  const data = openLocalData(flags.data, name);
  if (data.runningAs !== undefined)
    throw new UsageError(say.backup.runs(name, data.runningAs), say.backup.runsHint(profile));
  if (data.parts.length > 0) {
    if (!flags.replaceData)
      throw new UsageError(say.backup.stands(name, join(flags.data, name, "data")), say.backup.standsHint);
    await confirm(terminal, name, flags);
  }
  const run = { what: "restore", of: backup.file, profileHash: opened.hash } as const;
  await withLocalRun(join(flags.data, name), run, signal, async () => {
    const incoming = data.begin();
    try {
      await backup.read(async (entry, bytes) => {
        signal.throwIfAborted();
        const part = entry.replace(/^data\//, "");
        if (part === entry || !backup.fit.parts.includes(part)) return;
        terminal.talk(say.backup.putting(part));
        await incoming.put(part, bytes);
      });
    } catch (error) {
      incoming.discard();
      throw error;
    }
    incoming.commit();
  });
  const releases = backup.manifest.parts.filter((part) => backup.fit.parts.includes(part.name));
  writeLocalReleases(
    join(flags.data, name),
    releases.map(({ name: part, product, release }) => ({ part, product, release })),
  );
}

async function putInCluster(terminal: Terminal, restore: Restore): Promise<void> {
  const { opened, flags, backup, engine, manifests, signal } = restore;
  const { stack } = opened;
  const { keepOldPassphrase, restoreInCluster } = await import("../../deploy/pulumi/stack-restore.ts");
  if (flags.replaceData) {
    await confirm(terminal, stack.name, flags);
    await engine.down(stack, { deleteData: true, keepRuns: true, signal });
  }
  const isGiven = process.env["PULUMI_CONFIG_PASSPHRASE"] || process.env["PULUMI_CONFIG_PASSPHRASE_FILE"];
  const old = isGiven ? undefined : backup.statePassphrase;
  if (old !== undefined && keepOldPassphrase(flags.data, stack.name, old))
    terminal.talk(say.backup.oldPassphrase);
  const wasPut = await restoreInCluster(
    pulumiOptions(opened, flags),
    {
      stack,
      manifests,
      file: backup.file,
      backup: backup.manifest,
      read: backup.read,
      parts: new Set(backup.fit.parts),
      onPart: (part) => terminal.talk(say.backup.putting(part)),
    },
    signal,
  );
  if (!wasPut) terminal.talk(say.backup.wasPut);
}

async function confirm(terminal: Terminal, stack: string, flags: RestoreFlags): Promise<void> {
  terminal.talk(say.backup.replacing(stack));
  if (flags.yes) return;
  if (process.stdin.isTTY !== true) throw new UsageError(say.backup.unanswered, say.backup.unansweredHint);
  const { default: inquirer } = await import("inquirer");
  const { go } = await inquirer.prompt<{ go: boolean }>([
    { type: "confirm", name: "go", message: say.backup.question, default: false },
  ]);
  if (go) return;
  terminal.talk(say.backup.notRestored);
  throw new Exit(EXIT.failed);
}
