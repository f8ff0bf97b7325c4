import { styleText } from "node:util";

/** Runs one step of a command and says on stderr what it was and how many seconds it took. */
export async function runStep<T>(title: string, work: () => T | Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(`${styleText("green", "ok")} ${title} ${styleText("dim", `${seconds} s`)}`);
  return result;
}

/** One line of talk, on stderr. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Trouble that a person can act on: shown as its sentence alone, without a stack trace. */
export class LabError extends Error {
  /** The exit code of the command that met it. */
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Asks again every `everyMs` until `probe` answers something other than undefined or false; an error counts as not yet.
 * Throws a LabError that names `what` and the last error when `seconds` have passed.
 */
export async function waitFor<T>(
  what: string,
  seconds: number,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  everyMs = 200,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  let last = "";
  while (Date.now() < deadline) {
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = `: ${error instanceof Error ? error.message : String(error)}`;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new LabError(`${what} did not happen within ${seconds} s${last}.`);
}
