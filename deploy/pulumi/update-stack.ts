import type { EngineEvent as PulumiEvent } from "@pulumi/pulumi/automation/events.js";
import { EngineRefusal } from "../engine.ts";
import { EngineFailure } from "./engine-process.ts";
import { backOff, judgeFailure } from "./failures.ts";
import { plain } from "./plain-message.ts";
import { releaseDeadLock } from "./prepare.ts";
import type { Run } from "./run.ts";

const TRIES = 5;

/** One try of an operation; `onEvent` hears the engine. */
export type Attempt<T> = (onEvent: (event: PulumiEvent) => void) => Promise<T>;

/**
 * Does an operation of the engine until it is done: passing trouble, a dead run's lock and objects that appeared in
 * between lead to another try, which looks at cluster and state anew. Everything else ends as a refusal that says
 * what went wrong, one sentence per object.
 */
export async function untilDone<T>(run: Run, attempt: Attempt<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    const errors: string[] = [];
    try {
      return await attempt((event) => {
        const { diagnosticEvent } = event;
        if (diagnosticEvent?.severity === "error") errors.push(plain(diagnosticEvent.message));
      });
    } catch (error) {
      if (error instanceof EngineRefusal || run.signal.aborted) throw error;
      await decide(run, error as Error, errors, tries);
    }
  }
}

/** Returns where another try is worth it, after what it takes; throws where not. */
async function decide(run: Run, error: Error, errors: readonly string[], tries: number): Promise<void> {
  const output = error instanceof EngineFailure ? error.output : "";
  // An engine that was killed said nothing; its errors, if any, are those of the moment.
  const wasKilled = error instanceof EngineFailure && error.signal !== undefined;
  const kind = wasKilled ? "transient" : judgeFailure([...errors, output, error.message]);
  if (tries === TRIES || kind === "final") throw refusal(run.stack.name, error, errors);
  if (kind === "locked") await releaseDeadLock(run, output);
  else await new Promise((resolve) => setTimeout(resolve, backOff(tries)));
}

function refusal(stack: string, error: Error, errors: readonly string[]): Error {
  const output = error instanceof EngineFailure ? error.output : "";
  if (/incorrect passphrase/.test(output)) {
    return new EngineRefusal(
      `the state of stack ${stack} is encrypted with another passphrase; set PULUMI_CONFIG_PASSPHRASE, or bring back the passphrase file of the data folder`,
    );
  }
  // The last of them only says that the others happened.
  const told = [...new Set(errors)].filter((text) => !/^(update|resource deletion) failed$/i.test(text));
  if (told.length > 0) return new EngineRefusal(told.join("\n"));
  return error instanceof EngineFailure ? new EngineRefusal(error.message) : error;
}
