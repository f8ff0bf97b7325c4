import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { Screen } from "./screen.ts";

const ROWS = 24;
const COLUMNS = 80;

/** Nothing on the screen changes for so long, in milliseconds, only where nothing will: nobody measures with it. */
const STANDSTILL = 60_000;

const KEYS = {
  Enter: "\r",
  Esc: "\u001b",
  Up: "\u001b[A",
  Down: "\u001b[B",
  Space: " ",
  Tab: "\t",
  Backspace: "\u007f",
  "Ctrl-C": "\u0003",
  "Ctrl-D": "\u0004",
  "?": "?",
} as const;

/** A question on the screen begins its line with a mark. */
const QUESTION = /^\? /m;

/** A key that is pressed. */
export type KeyName = keyof typeof KEYS;

/** Whether this machine can give a program a terminal: `script` of util-linux, which every Debian has. */
export function canHostTerminal(): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, "script"), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A program in a terminal of 24 rows and 80 columns, driven as a person would: by what is seen on the screen. */
export class Session {
  readonly screen = new Screen(ROWS, COLUMNS);
  readonly #child: ChildProcess;
  readonly #changes = new EventEmitter();
  readonly #shots: string[] = [];
  readonly #ended: Promise<number>;
  #code: number | undefined;

  constructor(command: readonly string[], options: { cwd: string; env?: NodeJS.ProcessEnv }) {
    const quoted = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
    const line = `stty rows ${ROWS} cols ${COLUMNS}; exec ${quoted}`;
    this.#child = spawn("script", ["-qefc", line, "/dev/null"], {
      cwd: options.cwd,
      env: {
        PATH: process.env["PATH"],
        HOME: options.cwd,
        SHELL: "/bin/sh",
        TERM: "xterm",
        LANG: "C.UTF-8",
        ...options.env,
      },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const decoder = new TextDecoder();
    this.#child.stdout?.on("data", (bytes: Uint8Array) => {
      this.screen.write(decoder.decode(bytes, { stream: true }));
      this.#changes.emit("change");
    });
    this.#ended = once(this.#child, "close").then(([code]) => {
      this.#code = Number(code);
      this.#changes.emit("change");
      return this.#code;
    });
  }

  /** Waits until all of these are on the screen at once, wherever lines are broken, and a question is there whole. */
  async see(...texts: readonly string[]): Promise<void> {
    await this.#until((shown) => {
      const inOneLine = shown.replace(/\s+/g, " ");
      const missing = texts.filter((text) => !inOneLine.includes(text));
      return QUESTION.test(shown) && !this.screen.settled ? [...missing, "the end of the question"] : missing;
    });
  }

  /** Waits for a question with another title than this one, and gives its title. */
  async nextQuestion(before: string): Promise<string> {
    let title = before;
    await this.#until((shown) => {
      title = [...shown.matchAll(/^\? (.+)$/gm)].at(-1)?.[1] ?? before;
      return title === before || !this.screen.settled ? [`a question after ${before}`] : [];
    });
    return title;
  }

  /** Fails where the program ends before nothing is missing, or where the screen stands still. */
  async #until(missingOn: (shown: string) => readonly string[]): Promise<void> {
    for (;;) {
      const shown = this.screen.text();
      const missing = missingOn(shown);
      if (missing.length === 0) return;
      const ended = this.#code === undefined ? "" : `, it ended with ${this.#code}`;
      const complaint = `${JSON.stringify(missing)} cannot be seen${ended}:\n${shown}`;
      if (this.#code !== undefined) throw new Error(complaint);
      await this.#change(complaint);
    }
  }

  async #change(complaint: string): Promise<void> {
    try {
      await once(this.#changes, "change", { signal: AbortSignal.timeout(STANDSTILL) });
    } catch {
      throw new Error(complaint);
    }
  }

  /** Presses keys, one after another. */
  press(...keys: readonly KeyName[]): void {
    for (const key of keys) this.#child.stdin?.write(KEYS[key]);
  }

  /** Types a text and waits until it is there. */
  async type(text: string): Promise<void> {
    this.#child.stdin?.write(text);
    await this.see(text);
  }

  /** Puts what is on the screen into the album, under what was done for it. */
  shoot(title: string): void {
    this.#shots.push(`=== ${title}\n${this.screen.text()}\n`);
  }

  /** What was shot, in order. */
  album(): string {
    return this.#shots.join("\n");
  }

  /** Waits for the end and gives the exit code. */
  ended(): Promise<number> {
    return this.#ended;
  }

  /** Ends what may still run. */
  async close(): Promise<void> {
    if (this.#code === undefined) this.#child.kill("SIGKILL");
    await this.#ended;
  }
}
