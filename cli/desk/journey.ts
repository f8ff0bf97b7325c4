import type { Exchange } from "../../conformance/http.ts";

/** A call that was made in a step: who was asked, through whom, and what came back. Nothing of its content. */
export interface Hop {
  /** The names of the parts on the way, such as `social`, `mediator`, `civil`. */
  readonly way: readonly string[];
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
}

/** A step of an application's way, as the desk shows it. */
export interface Step {
  readonly hop: string;
  readonly title: string;
  readonly done: boolean;
  readonly hops: readonly Hop[];
}

/** What happened since a person pressed a button. */
export interface Journey {
  readonly correlationId: string;
  readonly steps: Step[];
  /** Sentences of what came of it. */
  readonly outcomes: string[];
  /** Sentences, without their full stop, of what did not come about and ended nothing. */
  readonly troubles: string[];
  /** Why it ended before its end. */
  refused?: string;
}

/** A journey and how its steps and calls are noted in it. */
export interface Recorder {
  readonly journey: Journey;
  step<T>(hop: string, title: string, action: () => Promise<T>): Promise<T>;
  /** Notes a call over these parts in the step that goes on. */
  note(way: readonly string[]): (exchange: Exchange) => void;
}

/** Begins a journey; its steps run one after the other. */
export function recordJourney(correlationId: string): Recorder {
  const journey: Journey = { correlationId, steps: [], outcomes: [], troubles: [] };
  let hops: Hop[] = [];
  return {
    journey,
    step: async (hop, title, action) => {
      hops = [];
      const own = hops;
      let done = false;
      try {
        const value = await action();
        done = true;
        return value;
      } finally {
        journey.steps.push({ hop, title, done, hops: own });
      }
    },
    note: (way) => (exchange) => {
      const { method, url, status, milliseconds } = exchange;
      hops.push({ way, method, path: new URL(url).pathname, status, milliseconds });
    },
  };
}
