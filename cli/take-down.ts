import { join } from "node:path";
import type { KeptObject } from "../deploy/engine.ts";
import { EXIT, Exit } from "./exit.ts";
import { withKnownRun } from "./history/local-runs.ts";
import { interruptSignal } from "./interrupt.ts";
import { say } from "./messages/talk-en.ts";
import { openEngine } from "./open-engine.ts";
import { openStack } from "./open-stack.ts";
import type { TargetFlags } from "./target-options.ts";
import type { Terminal } from "./terminal.ts";

/** What `down` was told on the command line. */
export interface DownFlags extends TargetFlags {
  readonly deleteData?: true;
}

/** Removes a stack; what holds data stays and is listed, unless it is to go too. */
export async function takeDown(terminal: Terminal, profile: string, flags: DownFlags): Promise<void> {
  const opened = await openStack(profile, terminal, { json: false });
  const engine = await openEngine(opened, flags);
  const deleteData = flags.deleteData === true;
  const kept: KeptObject[] = [];
  const signal = interruptSignal(() => terminal.talk(say.up.stopping));
  try {
    const down = () =>
      engine.down(opened.stack, { deleteData, signal, onKept: (object) => kept.push(object) });
    const folder = join(flags.data, opened.stack.name);
    const run = { what: "down", profileHash: opened.hash } as const;
    await (engine.kind === "local" ? withKnownRun(folder, run, signal, down) : down());
  } catch (error) {
    if (signal.aborted) throw new Exit(EXIT.interrupted);
    throw error;
  }
  const held = kept.filter(({ why }) => why === "data");
  const given = kept.filter(({ why }) => why === "not-allowed").map(({ name }) => name);
  terminal.talk(say.down.stopped(opened.stack.name));
  if (deleteData) terminal.talk(say.down.deleted);
  else if (engine.kind === "local") terminal.talk(say.down.kept(join(flags.data, opened.stack.name)));
  else if (held.length > 0) sayKept(terminal, profile, held);
  if (given.length > 0) terminal.talk(say.down.given(given));
}

function sayKept(terminal: Terminal, profile: string, kept: readonly KeptObject[]): void {
  terminal.talk(say.down.keptObjects);
  for (const { kind, namespace, name } of kept) {
    terminal.talk(`  ${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`);
  }
  terminal.talk(say.down.deleteHint(profile));
}
