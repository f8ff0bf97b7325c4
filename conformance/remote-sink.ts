import { setTimeout as delay } from "node:timers/promises";
import type { CallbackSink, Received } from "./callback-sink.ts";
import { type AskedLog, LONGEST_WAIT_MS, readSink } from "./sink-reader.ts";

const TRIES = 4;
const ANSWER_MS = 10_000;

/** Where a sink runs that is not in this process. */
export interface RemoteSinkAddress {
  /** Its control API as this process reaches it, without a slash at its end. */
  readonly controlUrl: string;
  readonly token: string;
  /** The sink as the parts under test reach it, without a slash at its end. */
  readonly callbackUrl: string;
}

/**
 * A sink beside the parts under test (`country-stack reference sink`), asked through its control API. Questions are
 * repeated where the connection breaks: all of them may be asked twice. Closing leaves the sink itself running.
 */
export function openRemoteSink({ controlUrl, token, callbackUrl }: RemoteSinkAddress): CallbackSink {
  const closing = new AbortController();
  const ask = (mark: string, query: string, init: RequestInit, withinMs: number): Promise<unknown> =>
    askPatiently(
      `${controlUrl}/-/marks/${encodeURIComponent(mark)}${query}`,
      { ...init, headers: { authorization: `Bearer ${token}` } },
      withinMs,
      closing.signal,
    );
  const log: AskedLog = {
    calls: async (mark, after, waitMs) => {
      if (closing.signal.aborted) return [];
      const wait = Math.min(waitMs, LONGEST_WAIT_MS);
      const asked = ask(mark, `?after=${after}&waitMs=${wait}`, {}, wait + ANSWER_MS);
      return (await asked.catch((error: unknown) => unlessClosing(closing.signal, error))) as Received[];
    },
    answerWith: async (mark, answers) => {
      await ask(mark, "", { method: "PUT", body: JSON.stringify(answers) }, ANSWER_MS);
    },
  };
  const reader = readSink(log);
  return {
    ...reader,
    urlFor: (mark) => `${callbackUrl}/${encodeURIComponent(mark)}`,
    close: async () => {
      await reader.close();
      closing.abort();
    },
  };
}

function unlessClosing(closing: AbortSignal, error: unknown): readonly Received[] {
  if (closing.aborted) return [];
  throw error;
}

async function askPatiently(
  url: string,
  init: RequestInit,
  withinMs: number,
  closing: AbortSignal,
): Promise<unknown> {
  for (let attempt = 1; ; attempt += 1) {
    const signal = AbortSignal.any([AbortSignal.timeout(withinMs), closing]);
    try {
      const response = await fetch(url, { ...init, signal });
      const value = await response.json();
      if (response.ok) return value;
      throw new Error(`the call-back sink answers HTTP ${response.status}`);
    } catch (error) {
      // Only what fetch throws is a broken connection.
      if (!(error instanceof TypeError) || attempt === TRIES) throw error;
      await delay(100 * attempt, undefined, { signal: closing });
    }
  }
}
