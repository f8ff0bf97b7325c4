import type { Manifest } from "../../charts/spi/index.ts";
import type { Engine } from "../../deploy/engine.ts";
import { checkDeployment } from "../check-deployment.ts";
import { EXIT, Exit } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import type { OpenedStack } from "../open-stack.ts";
import type { Terminal } from "../terminal.ts";
import { createProgress } from "../ui/progress.ts";

/** A stack whose data are back. */
export interface RestoredStack {
  readonly opened: OpenedStack;
  readonly manifests: readonly Manifest[];
  readonly engine: Engine;
  /** Where the reports go. */
  readonly reports: string;
  readonly signal: AbortSignal;
  readonly json: boolean;
}

/** Brings the parts up on their old data and runs the checks that read, so that the data stay as they were. */
export async function startRestored(terminal: Terminal, restored: RestoredStack): Promise<boolean> {
  const { opened, manifests, engine, reports, signal, json } = restored;
  const { stack, catalog } = opened;
  const progress = createProgress(
    terminal,
    stack.parts.map(({ name }) => name),
  );
  let deployment: Awaited<ReturnType<Engine["up"]>>;
  try {
    deployment = await engine.up(stack, manifests, { onEvent: progress.event, signal });
  } finally {
    progress.done();
  }
  try {
    const passed = await checkDeployment(terminal, {
      stack,
      catalog,
      deployment,
      engine: engine.kind,
      reports,
      allowWrites: false,
      readsOnly: true,
      notes: [say.backup.readsOnly],
      signal,
      json,
    });
    if (signal.aborted) throw new Exit(EXIT.interrupted);
    return passed;
  } finally {
    await deployment.close();
  }
}
