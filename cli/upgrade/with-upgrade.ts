import { resolve } from "node:path";
import type { Manifest, Stack } from "../../charts/spi/index.ts";
import { readPassphrase } from "../../deploy/backup/passphrase.ts";
import { ClusterError, openCluster } from "../../deploy/cluster/client.ts";
import { type ClusterRecord, readRecord, type UpgradeMark } from "../../deploy/cluster/record.ts";
import { type Engine, EngineRefusal, type Upgrade } from "../../deploy/engine.ts";
import type { Jump } from "../../deploy/upgrade/judge-jumps.ts";
import { inWords } from "../backup/in-words.ts";
import { openPlace } from "../backup/place.ts";
import { withSource } from "../backup/stack-source.ts";
import { storeBackup } from "../backup/take-backup.ts";
import { EXIT, Exit } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import type { OpenedStack } from "../open-stack.ts";
import type { AskedUpgrade } from "../plan/plan-stack.ts";
import type { TargetFlags } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";
import { goBack } from "./go-back.ts";
import { dataOfJumps, goesOn, type UpgradeFlags } from "./way-back.ts";

/** A run of `up` in a cluster, as far as an upgrade is about it. */
export interface UpgradeRun {
  readonly profile: string;
  readonly opened: OpenedStack;
  readonly manifests: readonly Manifest[];
  readonly engine: Engine;
  readonly flags: TargetFlags & UpgradeFlags & { readonly skipChecks?: true };
  readonly signal: AbortSignal;
}

/**
 * Brings up a stack of which parts may go to another release: a backup of these first, then `bring`, and where that
 * or its checks fail, back to the backup if it is so wished. An upgrade is over when checks have passed after it.
 */
export async function withUpgrade(
  terminal: Terminal,
  run: UpgradeRun,
  asked: AskedUpgrade,
  bring: (upgrade: Upgrade | undefined) => Promise<void>,
): Promise<void> {
  const { jumps, mark } = asked;
  if (jumps.length === 0 && mark === undefined) return bring(undefined);
  const upgrade =
    jumps.length === 0 ? undefined : await untilInterrupted(run, () => begin(terminal, run, asked));
  if (upgrade === undefined && mark !== undefined) terminal.talk(say.upgrade.unchecked(namesOf(mark.parts)));
  try {
    await bring(upgrade);
  } catch (error) {
    await afterFailure(terminal, run, error);
  }
  if (run.flags.skipChecks) return;
  terminal.talk(say.upgrade.settled(namesOf(upgrade?.parts ?? mark?.parts ?? [])));
}

/** Where a run that went back has died, it goes on with that, and the command ends with exit code 1. */
export async function resumeGoingBack(
  terminal: Terminal,
  asked: Omit<UpgradeRun, "signal">,
  listen: () => AbortSignal,
): Promise<void> {
  const mark = (await readStackRecord(asked))?.upgrade;
  if (mark?.phase !== "going-back" && mark?.phase !== "back") return;
  const run = { ...asked, signal: listen() };
  terminal.talk(say.upgrade.goesBackStill(namesOf(mark.parts)));
  await untilInterrupted(run, () => goBack(terminal, run, mark));
  throw new Exit(EXIT.failed);
}

/** What a person interrupts ends with 130, whatever it fails with. */
async function untilInterrupted<T>({ signal }: UpgradeRun, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw signal.aborted ? new Exit(EXIT.interrupted) : error;
  }
}

async function begin(terminal: Terminal, run: UpgradeRun, asked: AskedUpgrade): Promise<Upgrade> {
  const { jumps, mark } = asked;
  if (goesOn(asked) && mark !== undefined) {
    terminal.talk(say.upgrade.goesOn(namesOf(mark.parts)));
    // Data that are in the middle of a migration are no backup: the one from before it counts.
    return { parts: mark.parts, ...(mark.backup === undefined ? {} : { backup: mark.backup }) };
  }
  const backup = await backUp(terminal, run, jumps);
  return { parts: jumps, ...(backup === undefined ? {} : { backup }) };
}

async function backUp(
  terminal: Terminal,
  { profile, opened, manifests, flags, signal }: UpgradeRun,
  jumps: readonly Jump[],
): Promise<UpgradeMark["backup"]> {
  const names = dataOfJumps(opened.stack, manifests, jumps).map(({ part }) => part.name);
  if (names.length === 0 || flags.withoutBackup || flags.backupTo === undefined) return undefined;
  const older = { ...opened, stack: asInstalled(opened.stack, jumps) };
  const skip = new Set(older.stack.parts.map(({ name }) => name).filter((name) => !names.includes(name)));
  const passphrase = readPassphrase(process.env, flags.keyFile, true);
  const to = flags.backupTo.includes("://") ? flags.backupTo : resolve(flags.backupTo);
  const place = await openPlace({ data: flags.data, to });
  terminal.talk(say.upgrade.backingUp(names));
  const taken = await inWords(terminal, () =>
    withSource(older, profile, flags, signal, (source) =>
      storeBackup(terminal, older, source, skip, passphrase, place),
    ),
  );
  const { seconds, size, written } = say.backup;
  terminal.talk(written(taken.file, size(taken.size), seconds(taken.milliseconds)));
  return { place: to, file: taken.file };
}

/** The stack with the names of the releases whose data are there; what is taken of them, a product says for all. */
function asInstalled(stack: Stack, jumps: readonly Jump[]): Stack {
  const parts = stack.parts.map((part) => {
    const jump = jumps.find((one) => one.part === part.name);
    return jump === undefined ? part : { ...part, release: { ...part.release, version: jump.from } };
  });
  return { ...stack, parts };
}

/** Goes back where that was wished and the upgrade had begun; says how to otherwise. Always throws. */
async function afterFailure(terminal: Terminal, run: UpgradeRun, error: unknown): Promise<never> {
  const isFailure =
    error instanceof EngineRefusal ||
    error instanceof ClusterError ||
    (error instanceof Exit && error.code === EXIT.failed);
  const mark = isFailure ? (await readStackRecord(run))?.upgrade : undefined;
  if (mark === undefined) throw error;
  if (!(error instanceof Exit))
    terminal.talk(`${terminal.talkStyle("red", say.error)} ${(error as Error).message}`);
  if (run.flags.onFailedChecks === "rollback") {
    await untilInterrupted(run, () => goBack(terminal, run, mark));
    throw new Exit(EXIT.failed);
  }
  const context = run.flags.context === undefined ? "" : ` --context ${run.flags.context}`;
  terminal.talk(say.upgrade.kept(namesOf(mark.parts)));
  terminal.talk(
    say.next(`country-stack up ${run.profile} --target cluster${context} --on-failed-checks rollback`),
  );
  throw new Exit(EXIT.failed);
}

async function readStackRecord({
  opened,
  flags,
}: Omit<UpgradeRun, "signal">): Promise<ClusterRecord | undefined> {
  const cluster = await openCluster(flags);
  try {
    await cluster.uid();
    return await readRecord(cluster, opened.stack.name);
  } finally {
    cluster.close();
  }
}

function namesOf(jumps: readonly Jump[]): string[] {
  return jumps.map(({ part }) => part);
}
