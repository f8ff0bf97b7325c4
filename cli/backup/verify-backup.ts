import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "../../charts/spi/index.ts";
import { readPassphrase } from "../../deploy/backup/passphrase.ts";
import { inStack } from "../../deploy/cluster/stack-secrets.ts";
import { createLocalEngine, unrunnableParts } from "../../deploy/local/local-engine.ts";
import { openLocalData } from "../../deploy/local/stack-data.ts";
import { saveMemory } from "../../deploy/save-memory.ts";
import { EXIT, Exit, UsageError } from "../exit.ts";
import { interruptSignal } from "../interrupt.ts";
import { say } from "../messages/talk-en.ts";
import { pulumiOptions } from "../open-engine.ts";
import { type OpenedStack, openStack } from "../open-stack.ts";
import type { TargetFlags } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";
import { inWords } from "./in-words.ts";
import { placeFlag } from "./place.ts";
import { type ProvedBackup, proveBackup } from "./read-backup.ts";
import { startRestored } from "./start-restored.ts";
import { readSkip } from "./take-backup.ts";

/** What `backup verify` was told on the command line. */
export interface VerifyFlags extends TargetFlags {
  readonly to?: string;
  readonly from: string;
  readonly keyFile?: string;
  readonly skip?: readonly string[];
  readonly json?: true;
}

/** Data of a backup in a stack that is thrown away. */
interface Trial {
  readonly opened: OpenedStack;
  readonly flags: VerifyFlags;
  readonly backup: ProvedBackup;
  readonly signal: AbortSignal;
  /** The folder of all that the trial has on this machine, its reports apart. */
  readonly folder: string;
}

/**
 * Restores a backup into a stack beside the real one, which is never touched, runs the checks that read, and removes
 * all of it, also what a run of this that died has left. Ends with exit code 1 where the backup is not proved.
 */
export async function verifyBackup(terminal: Terminal, profile: string, flags: VerifyFlags): Promise<void> {
  saveMemory();
  const began = Date.now();
  const opened = await openStack(profile, terminal, { json: flags.json === true });
  const { stack } = opened;
  const skip = readSkip(opened, flags.skip ?? []);
  const passphrase = readPassphrase(process.env, flags.keyFile, false);
  requireVerifiable(stack, flags);
  const signal = interruptSignal(() => terminal.talk(say.up.stopping));
  const folder = join(flags.data, stack.name, "verify");
  const { passed, file } = await inWords(terminal, async () => {
    const backup = await proveBackup(terminal, profile, opened, flags, passphrase, skip);
    const trial = { opened, flags, backup, signal, folder };
    try {
      const passed = await (flags.target === "local"
        ? tryHere(terminal, trial)
        : tryInCluster(terminal, trial));
      return { passed, file: backup.file };
    } catch (error) {
      if (signal.aborted) throw new Exit(EXIT.interrupted);
      throw error;
    }
  });
  if (!passed) {
    terminal.talk(say.backup.notVerified(file));
    throw new Exit(EXIT.failed);
  }
  terminal.talk(say.backup.verified(file, say.backup.seconds(Date.now() - began)));
  terminal.talk(say.next(say.backup.listHint(profile, placeFlag(flags))));
}

/** What there can be only one of in a cluster, or what would let others into the copy, is refused by name. */
function requireVerifiable(stack: Stack, { target }: VerifyFlags): void {
  if (target !== "local" && target !== "cluster")
    throw new UsageError(say.target.unknown(target), say.target.known);
  const foreign = target === "local" ? unrunnableParts(stack) : [];
  if (foreign.length > 0)
    throw new UsageError(
      say.backup.verifyForeign(foreign.map(({ name }) => name)),
      say.backup.verifyForeignHint,
    );
  const single = stack.parts
    .filter(({ external }) => target === "cluster" && external === undefined)
    .filter(({ product }) => product.platform?.shared === true || product.exposes !== undefined);
  if (single.length === 0) return;
  throw new UsageError(
    say.backup.verifyRefused(single.map(({ name }) => name)),
    say.backup.verifyRefusedHint,
  );
}

async function tryHere(
  terminal: Terminal,
  { opened, flags, backup, signal, folder }: Trial,
): Promise<boolean> {
  const { name } = opened.stack;
  const running = openLocalData(folder, name).runningAs;
  if (running !== undefined) throw new UsageError(say.backup.runs(name, running));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  terminal.talk(say.backup.verifying(folder));
  try {
    const incoming = openLocalData(folder, name).begin();
    await backup.read(async (entry, bytes) => {
      signal.throwIfAborted();
      const part = entry.replace(/^data\//, "");
      if (part !== entry && backup.fit.parts.includes(part)) await incoming.put(part, bytes);
    });
    incoming.commit();
    const engine = createLocalEngine(folder);
    return await startRestored(terminal, { ...startOf(opened, flags, signal), manifests: [], engine });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function tryInCluster(
  terminal: Terminal,
  { opened, flags, backup, signal, folder }: Trial,
): Promise<boolean> {
  const { synthLocked } = await import("../synth-locked.ts");
  const { createPulumiEngine } = await import("../../deploy/pulumi/pulumi-engine.ts");
  const { restoreInCluster } = await import("../../deploy/pulumi/stack-restore.ts");
  const stack = besideStack(opened.stack);
  const beside = { ...opened, stack };
  const manifests = await synthLocked(terminal, beside, { json: flags.json === true });
  // Its state lies on this machine, whatever the environment: it is gone in a minute.
  const { stateUrl: _, ...options } = pulumiOptions(beside, flags);
  const own = { ...options, dataFolder: folder, localState: true };
  const engine = createPulumiEngine(own);
  const remove = async () => {
    await engine.down(stack, { deleteData: true });
    rmSync(folder, { recursive: true, force: true });
  };
  terminal.talk(say.backup.verifying(stack.name));
  await remove();
  try {
    const { file, manifest, read, fit } = backup;
    const onPart = (part: string) => terminal.talk(say.backup.putting(part));
    const parts = new Set(fit.parts);
    const restore = { stack, manifests, file, backup: manifest, read, parts, onPart };
    await restoreInCluster(own, restore, signal);
    return await startRestored(terminal, { ...startOf(beside, flags, signal, opened), manifests, engine });
  } finally {
    terminal.talk(say.backup.removing(stack.name));
    await remove();
  }
}

function startOf(opened: OpenedStack, flags: VerifyFlags, signal: AbortSignal, real: OpenedStack = opened) {
  const reports = join(flags.data, real.stack.name, "reports", "verify");
  return { opened, reports, signal, json: flags.json === true };
}

/** The same stack in namespaces of another name. */
function besideStack(stack: Stack): Stack {
  const name = `${stack.name}-verify`;
  const parts = stack.parts.map((part) => ({
    ...part,
    namespace: inStack(part.namespace, stack.name, name),
  }));
  return { ...stack, name, parts };
}
