import { once } from "node:events";
import type { Stack } from "../charts/spi/index.ts";
import type { Deployment } from "../deploy/engine.ts";
import { hasDesk, openDesk } from "./desk/open-desk.ts";
import { UsageError } from "./exit.ts";
import { interruptSignal } from "./interrupt.ts";
import { say } from "./messages/talk-en.ts";
import { openRunning } from "./open-running.ts";
import { openDeploymentSink } from "./open-sink.ts";
import { openStack } from "./open-stack.ts";
import type { TargetFlags } from "./target-options.ts";
import type { Terminal } from "./terminal.ts";

/** What `desk` was told on the command line. */
export interface DeskFlags extends TargetFlags {
  readonly port: string;
}

/** Opens the desk of a stack that runs, until it is interrupted. */
export async function showDesk(terminal: Terminal, profile: string, flags: DeskFlags): Promise<void> {
  const port = /^\d{1,5}$/.test(flags.port) ? Number(flags.port) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError(say.desk.badPort(flags.port));
  const opened = await openStack(profile, terminal, { json: false });
  if (!hasDesk(opened.stack)) throw new UsageError(say.desk.noUseCase(opened.stack.name));
  const signal = interruptSignal(() => terminal.talk(say.up.stopping));
  const { deployment } = await openRunning(opened, profile, flags);
  try {
    await keepDesk({ stack: opened.stack, deployment, signal, port }, (url) => {
      terminal.out(url);
      terminal.talk(say.desk.openUntil);
      return signal.aborted ? Promise.resolve() : once(signal, "abort").then(() => undefined);
    });
  } finally {
    await deployment.close();
  }
}

/** What a desk is opened for. */
export interface DeskFor {
  readonly stack: Stack;
  readonly deployment: Deployment;
  readonly signal: AbortSignal;
  /** 0 lets the system choose. */
  readonly port?: number;
}

/** Opens the desk for as long as something else goes on, which is told its address. */
export async function keepDesk(
  { stack, deployment, signal, port = 0 }: DeskFor,
  goOn: (url: string) => Promise<void>,
): Promise<void> {
  const sink = await openDeploymentSink(deployment, signal);
  try {
    if (sink === undefined) throw new Error(say.desk.noSink);
    const desk = await openDesk(stack, deployment, sink, port);
    try {
      await goOn(desk.url);
    } finally {
      await desk.close();
    }
  } finally {
    await sink?.close();
  }
}
