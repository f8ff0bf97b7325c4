import { join } from "node:path";
import type { Stack } from "../charts/spi/index.ts";
import { type Deployment, type Engine, EngineRefusal } from "../deploy/engine.ts";
import { checkDeployment } from "./check-deployment.ts";
import { EXIT, Exit, UsageError } from "./exit.ts";
import { interruptSignal, untilAborted } from "./interrupt.ts";
import { say } from "./messages/talk-en.ts";
import { openStack } from "./open-stack.ts";
import type { Terminal } from "./terminal.ts";
import { createProgress } from "./ui/progress.ts";
import { writeManifests } from "./write-manifests.ts";

/** What `up` was told on the command line. */
export interface UpFlags {
  readonly target: string;
  readonly once?: true;
  readonly detach?: true;
  readonly skipChecks?: true;
  readonly yes?: true;
  readonly data: string;
  readonly json?: true;
}

/**
 * The main job: profile → manifests → running parts → checks → report. Ends with exit code 1 where not all is well,
 * 130 where it was interrupted.
 */
export async function bringUp(terminal: Terminal, profile: string, flags: UpFlags): Promise<void> {
  const { stack, catalog } = await openStack(profile, terminal, { json: flags.json === true });
  terminal.talk(say.up.checked(profile, stack.parts.length));
  const { synthStack } = await import("../constructs/synth.ts");
  const { manifestFiles } = await import("../constructs/manifest-file.ts");
  const manifests = await synthStack(stack);
  const folder = join(flags.data, stack.name);
  writeManifests(join(folder, "manifests"), manifestFiles(manifests));
  terminal.talk(say.up.wrote(manifests.length, join(folder, "manifests")));
  if (flags.detach) {
    const { detach } = await import("./detach.ts");
    const passed = await detach(terminal, profile, { stack, catalog }, flags);
    if (!passed) throw new Exit(EXIT.failed);
    return;
  }
  const engine = await openEngine(flags);
  const signal = interruptSignal(() => terminal.talk(say.up.stopping));
  const deployment = await start(terminal, engine, { stack, manifests, signal });
  let passed = true;
  try {
    if (!flags.skipChecks) {
      passed = await checkDeployment(terminal, {
        stack,
        catalog,
        deployment,
        engine: engine.kind,
        folder,
        signal,
        json: flags.json === true,
      });
    }
    if (!flags.once && !signal.aborted) {
      terminal.talk(say.up.running);
      await untilAborted(signal);
    } else if (signal.aborted) throw new Exit(EXIT.interrupted);
  } finally {
    await deployment.close();
  }
  if (!passed) throw new Exit(EXIT.failed);
}

async function openEngine(flags: UpFlags): Promise<Engine> {
  if (flags.target === "local") {
    const { createLocalEngine } = await import("../deploy/local/local-engine.ts");
    return createLocalEngine(flags.data);
  }
  throw new UsageError(say.up.unknownTarget(flags.target), say.up.targets);
}

async function start(
  terminal: Terminal,
  engine: Engine,
  what: {
    stack: Stack;
    manifests: Awaited<ReturnType<typeof import("../constructs/synth.ts")["synthStack"]>>;
    signal: AbortSignal;
  },
): Promise<Deployment> {
  const progress = createProgress(
    terminal,
    what.stack.parts.map((part) => part.name),
  );
  try {
    return await engine.up(what.stack, what.manifests, { onEvent: progress.event, signal: what.signal });
  } catch (error) {
    if (what.signal.aborted) throw new Exit(EXIT.interrupted);
    if (error instanceof EngineRefusal) throw new UsageError(error.message);
    throw error;
  } finally {
    progress.done();
  }
}
