import type { CallbackSink, Received, SinkAnswer } from "./callback-sink.ts";

/** The longest that one question to a log elsewhere may wait, in milliseconds; who asks asks again. */
export const LONGEST_WAIT_MS = 20_000;

/** How a log of calls is asked, be it in this process or elsewhere. */
export interface AskedLog {
  /** The calls to a mark but for the first `after`; where there are none yet, waits at most that long for one. */
  calls(mark: string, after: number, waitMs: number): Promise<readonly Received[]>;
  answerWith(mark: string, answers: readonly SinkAnswer[]): Promise<void>;
}

/** What this side knows of one check's calls. */
interface Known {
  readonly calls: Received[];
  readonly handedOut: Set<Received>;
}

/** The part of a sink that checks ask: over a log, wherever that is. */
export function readSink(log: AskedLog): Omit<CallbackSink, "urlFor"> {
  const marks = new Map<string, Known>();
  let closed = false;
  const knownOf = (mark: string): Known => {
    const known = marks.get(mark) ?? { calls: [], handedOut: new Set() };
    marks.set(mark, known);
    return known;
  };
  const fetchInto = async (mark: string, known: Known, waitMs: number): Promise<void> => {
    const after = known.calls.length;
    const news = await log.calls(mark, after, waitMs);
    // Another question may have brought the same calls meanwhile.
    known.calls.push(...news.slice(known.calls.length - after));
  };
  return {
    next: async (mark, matches, withinMs) => {
      const known = knownOf(mark);
      const deadline = performance.now() + withinMs;
      for (let asked = false; ; asked = true) {
        const found = known.calls.find((call) => !known.handedOut.has(call) && matches(call));
        const left = Math.max(0, Math.ceil(deadline - performance.now()));
        if (found !== undefined) known.handedOut.add(found);
        if (found !== undefined || closed || (asked && left === 0)) return found;
        await fetchInto(mark, known, left);
      }
    },
    received: async (mark) => {
      const known = knownOf(mark);
      await fetchInto(mark, known, 0);
      return [...known.calls];
    },
    answerWith: (mark, answers) =>
      log.answerWith(
        mark,
        answers.map((answer) => (typeof answer === "number" ? { status: answer } : answer)),
      ),
    close: () => {
      closed = true;
      return Promise.resolve();
    },
  };
}
