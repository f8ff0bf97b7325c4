import { join } from "node:path";
import type { Manifest, Stack } from "../charts/spi/index.ts";
import type { RunPlan } from "../deploy/cluster/record.ts";
import type { Engine, Upgrade } from "../deploy/engine.ts";
import { saveMemory } from "../deploy/save-memory.ts";
import { checkDeployment } from "./check-deployment.ts";
import { recordedRuns } from "./compliance/recorded-runs.ts";
import { EXIT, Exit, UsageError } from "./exit.ts";
import { recordChecks } from "./history/record-checks.ts";
import { localRunPlan, runPlanOf } from "./history/run-plan.ts";
import { interruptSignal } from "./interrupt.ts";
import { say } from "./messages/talk-en.ts";
import { openEngine } from "./open-engine.ts";
import { type OpenedStack, openStack } from "./open-stack.ts";
import { startParts } from "./start-parts.ts";
import { stayUp } from "./stay-up.ts";
import type { TargetFlags } from "./target-options.ts";
import type { Terminal } from "./terminal.ts";
import { createProgress } from "./ui/progress.ts";
import { refuseLocalJumps } from "./upgrade/local-releases.ts";
import { checkUpgradeFlags, type UpgradeFlags } from "./upgrade/way-back.ts";
import { watchParts } from "./watch-parts.ts";
import { writeManifests } from "./write-manifests.ts";

/** What `up` was told on the command line. */
export interface UpFlags extends TargetFlags, UpgradeFlags {
  readonly allowDataLoss?: readonly string[];
  readonly once?: true;
  readonly detach?: true;
  readonly skipChecks?: true;
  readonly yes?: true;
  readonly json?: true;
  readonly substituteReference?: true;
}

/** A run of `up` from the manifests on. */
export interface UpRun {
  readonly profile: string;
  readonly opened: OpenedStack;
  readonly manifests: readonly Manifest[];
  readonly flags: UpFlags;
  /** The stack's folder on this machine. */
  readonly folder: string;
  /** What the report must say of this run. */
  readonly notes: readonly string[];
  /** What may be made anew without its data. */
  readonly losing?: readonly string[];
  /** What goes to another release. */
  readonly upgrade?: Upgrade | undefined;
  /** What was agreed to. */
  readonly plan?: RunPlan;
  /** Aborted where the person interrupts; made here where nobody listens yet. */
  readonly signal?: AbortSignal;
}

/**
 * The main job: profile → manifests → running parts → checks → report. Ends with exit code 1 where not all is well,
 * 130 where it was interrupted.
 */
export async function bringUp(terminal: Terminal, profile: string, flags: UpFlags): Promise<void> {
  saveMemory();
  const inCluster = flags.target === "cluster";
  if (inCluster && (flags.once || flags.detach)) throw new UsageError(say.up.onceInCluster);
  if (!inCluster && flags.allowDataLoss !== undefined)
    throw new UsageError(say.clusterPlan.forCluster("--allow-data-loss"));
  checkUpgradeFlags(flags);
  const asked = await openStack(profile, terminal, { json: flags.json === true });
  const { opened, notes } = await substitute(asked, flags);
  for (const note of notes) terminal.talk(note);
  const engine = await openEngine(opened, flags);
  terminal.talk(say.up.checked(profile, opened.stack.parts.length));
  const run = { ...(await prepare(terminal, profile, opened, flags)), notes };
  const json = flags.json === true;
  const jumps = inCluster ? [] : refuseLocalJumps(terminal, opened, run.folder, { json });
  if (flags.detach) {
    const { detach } = await import("./detach.ts");
    if (!(await detach(terminal, profile, opened, flags))) throw new Exit(EXIT.failed);
    return;
  }
  if (!inCluster) {
    await bringUpWith(terminal, engine, { ...run, plan: localRunPlan(opened.stack, jumps) });
    return;
  }
  await bringUpInCluster(terminal, engine, run);
}

/** Asks before it changes anything; parts that go to another release are backed up first. */
async function bringUpInCluster(terminal: Terminal, engine: Engine, run: UpRun): Promise<void> {
  const { confirmPlan } = await import("./confirm-plan.ts");
  const { resumeGoingBack, withUpgrade } = await import("./upgrade/with-upgrade.ts");
  const listen = () => interruptSignal(() => terminal.talk(say.up.stopping));
  await resumeGoingBack(terminal, { ...run, engine }, listen);
  const {
    plan,
    losing,
    upgrade: asked,
  } = await confirmPlan(terminal, engine, run.opened, run.manifests, run.flags);
  // From here on things are changed; what came before can be left at once.
  const signal = listen();
  await withUpgrade(terminal, { ...run, engine, signal }, asked, (upgrade) =>
    bringUpWith(terminal, engine, { ...run, plan: runPlanOf(plan), losing, upgrade, signal }),
  );
}

/** With `--substitute-reference`, the stack with our servers in place of what only a cluster can run. */
async function substitute(
  opened: OpenedStack,
  flags: UpFlags,
): Promise<{ opened: OpenedStack; notes: string[] }> {
  if (!flags.substituteReference) return { opened, notes: [] };
  if (flags.target === "cluster") throw new UsageError(say.up.substituteInCluster);
  const { substituteReferences } = await import("./substitute-references.ts");
  const { stack, replaced, dropped } = substituteReferences(opened.stack, opened.catalog.products);
  const notes = [
    ...replaced.map(({ part, product }) => say.up.substituted(part, product)),
    ...dropped.map((part) => say.up.dropped(part)),
  ];
  return { opened: { ...opened, stack }, notes };
}

async function prepare(
  terminal: Terminal,
  profile: string,
  opened: OpenedStack,
  flags: UpFlags,
): Promise<Omit<UpRun, "notes">> {
  const { manifestFiles } = await import("../constructs/manifest-file.ts");
  const manifests = await synthesize(terminal, opened, flags);
  const folder = join(flags.data, opened.stack.name);
  writeManifests(join(folder, "manifests"), manifestFiles(manifests));
  terminal.talk(say.up.wrote(manifests.length, join(folder, "manifests")));
  return { profile, opened, manifests, flags, folder };
}

/** On this machine no image is run, so that none has to be locked. */
async function synthesize(terminal: Terminal, opened: OpenedStack, flags: UpFlags): Promise<Manifest[]> {
  if (flags.target === "cluster") {
    const { synthLocked } = await import("./synth-locked.ts");
    return synthLocked(terminal, opened, { json: flags.json === true });
  }
  const { synthStack } = await import("../constructs/synth.ts");
  const { refuseViolations } = await import("./rules/refuse-violations.ts");
  const manifests = await synthStack(opened.stack);
  await refuseViolations(terminal, opened, manifests, { json: flags.json === true });
  return manifests;
}

async function bringUpWith(terminal: Terminal, engine: Engine, run: UpRun): Promise<void> {
  const { flags, opened, folder } = run;
  const signal = run.signal ?? interruptSignal(() => terminal.talk(say.up.stopping));
  // This thread has nothing to do while the parts start. What is wrong with a suite, its run says.
  if (!flags.skipChecks) void readSuites(opened.stack).catch(() => undefined);
  const deployment = await startParts(terminal, engine, run, signal);
  let passed = true;
  try {
    if (!flags.skipChecks) {
      passed = await checkDeployment(terminal, {
        stack: opened.stack,
        catalog: opened.catalog,
        deployment,
        engine: engine.kind,
        reports: join(folder, "reports"),
        allowWrites: false,
        notes: run.notes,
        signal,
        json: flags.json === true,
        onReport: (report) => recordChecks(terminal, opened, flags, folder, report),
        recorded: recordedRuns(opened, flags),
      });
    }
    if (signal.aborted) throw new Exit(EXIT.interrupted);
    if (engine.kind === "local" && !flags.once) {
      terminal.talk(say.up.running);
      const { event } = createProgress(terminal, opened.stack.parts);
      await stayUp(terminal, opened.stack, deployment, signal, () =>
        watchParts(opened.stack, deployment, event, signal),
      );
    }
  } finally {
    await deployment.close();
  }
  if (!passed) throw new Exit(EXIT.failed);
}

async function readSuites({ parts }: Stack): Promise<void> {
  const { SUITES } = await import("../conformance/suites.ts");
  for (const { block } of parts) await SUITES[block]?.();
}
