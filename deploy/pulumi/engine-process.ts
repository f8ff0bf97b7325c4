import { type ChildProcess, spawn } from "node:child_process";
import { delimiter, dirname } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation/index.js";

/** The engine's program ended otherwise than well. Its output never holds a secret: the engine masks them. */
export class EngineFailure extends Error {
  readonly output: string;
  /** The signal that ended it, where one did. */
  readonly signal: NodeJS.Signals | undefined;

  constructor(output: string, signal: NodeJS.Signals | undefined) {
    super(signal === undefined ? lastError(output) : `the engine was ended by ${signal}`);
    this.name = "EngineFailure";
    this.output = output;
    this.signal = signal;
  }
}

/** Runs the engine's program; what Pulumi's Automation API calls a command. */
export interface EngineProcess {
  run(
    args: string[],
    cwd: string,
    env: Record<string, string>,
    onOutput?: (data: string) => void,
    onError?: (data: string) => void,
    signal?: AbortSignal,
  ): Promise<EngineAnswer>;
  /** Runs it with this text on its standard input. */
  feed(args: string[], cwd: string, input: string): Promise<EngineAnswer>;
}

interface EngineAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/**
 * The engine's program in a process group of its own: a Ctrl-C at the terminal reaches this tool alone, which passes
 * on one SIGINT. Two of them would make the engine drop what it is doing.
 */
export function createEngineProcess(program: string, env: Readonly<Record<string, string>>): EngineProcess {
  const PATH = `${dirname(program)}${delimiter}${process.env["PATH"]}`;
  const start = (args: string[], cwd: string, additional: Record<string, string>, input: "pipe" | "ignore") =>
    spawn(program, [...args, "--non-interactive"], {
      cwd,
      env: { ...process.env, ...additional, ...env, PATH, PULUMI_AUTOMATION_API: "true" },
      stdio: [input, "pipe", "pipe"],
      detached: true,
    });
  return {
    run: (args, cwd, additional, onOutput, onError, signal) =>
      follow(start(args, cwd, additional, "ignore"), onOutput, onError, signal),
    feed: (args, cwd, input) => {
      const child = start(args, cwd, {}, "pipe");
      // One that ends before it has read everything says why itself.
      child.stdin?.on("error", () => {});
      child.stdin?.end(input);
      return follow(child);
    },
  };
}

/** Waits for the end of the program, gathering what it says. */
function follow(
  child: ChildProcess,
  onOutput?: (data: string) => void,
  onError?: (data: string) => void,
  signal?: AbortSignal,
): Promise<EngineAnswer> {
  const letGo = tieToThisProcess(child, signal);
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    onOutput?.(text);
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    onError?.(text);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, killed) => {
      letGo();
      if (code === 0) resolve({ stdout, stderr, code });
      else reject(new EngineFailure(`${stderr}\n${stdout}`, killed ?? undefined));
    });
  });
}

/** Interrupts the engine when the signal says so, and ends it when this process ends; answers how to undo that. */
function tieToThisProcess(child: ChildProcess, signal: AbortSignal | undefined): () => void {
  const interrupt = () => child.kill("SIGINT");
  // At the second Ctrl-C this process exits at once; an engine left alone would go on changing the cluster.
  const end = () => killGroup(child.pid);
  process.on("exit", end);
  if (signal?.aborted) interrupt();
  signal?.addEventListener("abort", interrupt, { once: true });
  return () => {
    process.off("exit", end);
    signal?.removeEventListener("abort", interrupt);
  };
}

/**
 * The process in the form in which the Automation API takes it, which asks no more of a version than these two. Of
 * the questions that the API asks around an update, those whose answer is known are answered here: each start of the
 * engine takes half a second.
 */
export function asCommand(engine: EngineProcess, version: string): PulumiCommand {
  const run: EngineProcess["run"] = (args, ...rest) => {
    const known = KNOWN_ANSWERS[args.slice(0, 2).join(" ")];
    return known === undefined
      ? engine.run(args, ...rest)
      : Promise.resolve({ stdout: known, stderr: "", code: 0 });
  };
  const asked = { toString: () => version, compare: () => 1 };
  return { command: "pulumi", version: asked, run } as unknown as PulumiCommand;
}

/** The stack is selected when its workspace is opened; ours have no outputs, and the history is in our own record. */
const KNOWN_ANSWERS: Readonly<Record<string, string>> = {
  "stack select": "",
  "stack output": "{}",
  "stack history": "[]",
};

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It ended in the same moment.
  }
}

function lastError(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  return (
    lines.find((line) => line.startsWith("error: ")) ??
    lines.find((line) => line !== "") ??
    "the engine failed"
  );
}
