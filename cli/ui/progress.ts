import type { Part } from "../../charts/spi/index.ts";
import type { EngineEvent } from "../../deploy/engine.ts";
import type { Terminal } from "../terminal.ts";

const MARKS: Readonly<Record<EngineEvent["state"], string>> = {
  waiting: "·",
  starting: "…",
  ready: "✔",
  failed: "✘",
  stopped: "■",
};

const STYLES = { waiting: "dim", starting: "cyan", ready: "green", failed: "red", stopped: "dim" } as const;

/** Shows what happens to each part: one line a part that is redrawn, or, not on a terminal, one line a change. */
export interface Progress {
  event(event: EngineEvent): void;
  /** Leaves the lines as they are; what is said next stands below them. */
  done(): void;
}

/** Starts with every part waiting. */
export function createProgress(terminal: Terminal, parts: readonly Pick<Part, "name">[]): Progress {
  const states = new Map<string, EngineEvent>(
    parts.map(({ name }) => [name, { part: name, state: "waiting" }]),
  );
  const width = Math.max(0, ...parts.map(({ name }) => name.length));
  const line = (event: EngineEvent) => {
    const mark = terminal.talkStyle(STYLES[event.state], MARKS[event.state]);
    return `  ${mark} ${event.part.padEnd(width)}  ${event.state}${event.detail === undefined ? "" : `  ${event.detail}`}`;
  };
  let drawn = false;
  const draw = () => {
    const up = drawn ? `\u001b[${states.size}A` : "";
    drawn = true;
    const lines = [...states.values()].map(
      (event) => `\u001b[2K${line(event).slice(0, terminal.columns + 20)}`,
    );
    terminal.talk(`${up}${lines.join("\n")}`);
  };
  return {
    event: (event) => {
      states.set(event.part, event);
      if (terminal.interactive) draw();
      else terminal.talk(line(event));
    },
    done: () => {
      drawn = false;
    },
  };
}
