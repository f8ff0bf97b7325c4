import { join } from "node:path";
import type { Manifest, Stack } from "../charts/spi/index.ts";
import { type Deployment, type Engine, EngineRefusal } from "../deploy/engine.ts";
import { saveMemory } from "../deploy/save-memory.ts";
import { checkDeployment } from "./check-deployment.ts";
import { EXIT, Exit, UsageError } from "./exit.ts";
import { interruptSignal } from "./interrupt.ts";
import { say } from "./messages/talk-en.ts";
import { openEngine } from "./open-engine.ts";
import { type OpenedStack, openStack } from "./open-stack.ts";
import type { TargetFlags } from "./target-options.ts";
import type { Terminal } from "./terminal.ts";
import { createProgress } from "./ui/progress.ts";
import { watchParts } from "./watch-parts.ts";
import { writeManifests } from "./write-manifests.ts";

/** What `up` was told on the command line. */
export interface UpFlags extends TargetFlags {
  readonly allowDataLoss?: readonly string[];
  readonly once?: true;
  readonly detach?: true;
  readonly skipChecks?: true;
  readonly yes?: true;
  readonly json?: true;
  readonly substituteReference?: true;
}

/** A run of `up` from the manifests on. */
interface UpRun {
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
  const asked = await openStack(profile, terminal, { json: flags.json === true });
  const { opened, notes } = await substitute(asked, flags);
  for (const note of notes) terminal.talk(note);
  const engine = await openEngine(opened, flags);
  terminal.talk(say.up.checked(profile, opened.stack.parts.length));
  const run = { ...(await prepare(terminal, profile, opened, flags)), notes };
  if (flags.detach) {
    const { detach } = await import("./detach.ts");
    if (!(await detach(terminal, profile, opened, flags))) throw new Exit(EXIT.failed);
    return;
  }
  if (!inCluster) {
    await bringUpWith(terminal, engine, run);
    return;
  }
  const { confirmPlan } = await import("./confirm-plan.ts");
  const losing = await confirmPlan(terminal, engine, run.opened, run.manifests, flags);
  await bringUpWith(terminal, engine, { ...run, losing });
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
  const signal = interruptSignal(() => terminal.talk(say.up.stopping));
  const deployment = await start(terminal, engine, run, signal);
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
      });
    }
    if (signal.aborted) throw new Exit(EXIT.interrupted);
    if (engine.kind === "local" && !flags.once) {
      terminal.talk(say.up.running);
      const { event } = createProgress(
        terminal,
        opened.stack.parts.map((part) => part.name),
      );
      await stayUp(terminal, opened.stack, deployment, signal, () =>
        watchParts(opened.stack, deployment, event, signal),
      );
    }
  } finally {
    await deployment.close();
  }
  if (!passed) throw new Exit(EXIT.failed);
}

/** Goes on until it is interrupted, with the desk of the ministry where the stack has one. */
async function stayUp(
  terminal: Terminal,
  stack: Stack,
  deployment: Deployment,
  signal: AbortSignal,
  goOn: () => Promise<void>,
): Promise<void> {
  const { hasDesk } = await import("./desk/open-desk.ts");
  if (!hasDesk(stack)) return goOn();
  const { keepDesk } = await import("./show-desk.ts");
  let begun = false;
  try {
    await keepDesk({ stack, deployment, signal }, (url) => {
      begun = true;
      terminal.talk(say.desk.open(url));
      return goOn();
    });
  } catch (error) {
    if (begun) throw error;
    // The parts run, and are what was asked for.
    terminal.talk(say.desk.notOpened((error as Error).message));
    await goOn();
  }
}

async function start(
  terminal: Terminal,
  engine: Engine,
  run: UpRun,
  signal: AbortSignal,
): Promise<Deployment> {
  const { stack } = run.opened;
  const progress = createProgress(
    terminal,
    stack.parts.map((part) => part.name),
  );
  try {
    const { losing = [] } = run;
    return await engine.up(stack, run.manifests, { onEvent: progress.event, signal, losing });
  } catch (error) {
    if (signal.aborted) throw new Exit(EXIT.interrupted);
    const foreign = run.opened.stack.parts.some(({ product, external }) => !product.reference && !external);
    if (error instanceof EngineRefusal && engine.kind === "local" && foreign)
      throw new UsageError(error.message, say.up.substituteHint);
    throw error;
  } finally {
    progress.done();
  }
}
