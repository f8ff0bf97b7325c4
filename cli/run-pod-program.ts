import { readFileSync } from "node:fs";
import { POD_PROGRAMS } from "../charts/pod-programs.ts";
import { Exit, UsageError } from "./exit.ts";
import { interruptSignal } from "./interrupt.ts";
import { say } from "./messages/talk-en.ts";
import type { Terminal } from "./terminal.ts";

/** Runs a product's program with its configuration until it ends or SIGTERM asks it to. */
export async function runPodProgram(
  terminal: Terminal,
  product: string,
  program: string,
  file: string,
): Promise<void> {
  const load = POD_PROGRAMS[product]?.[program];
  if (load === undefined) {
    const names = Object.entries(POD_PROGRAMS).flatMap(([id, programs]) =>
      Object.keys(programs).map((name) => `${id} ${name}`),
    );
    throw new UsageError(say.pod.unknown(product, program), say.pod.known(names));
  }
  const config = readConfig(file);
  const stop = interruptSignal(() => {});
  const { default: run } = await load();
  let code: number;
  try {
    code = await run(config, (line) => terminal.talk(line), stop);
  } catch (error) {
    if (!(error instanceof TypeError) && (error as Error).name !== "ZodError") throw error;
    throw new UsageError(say.pod.config(file, (error as Error).message));
  }
  if (code !== 0) throw new Exit(code);
}

function readConfig(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(say.pod.config(file, (error as Error).message));
  }
}
