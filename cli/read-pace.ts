import { ANSWER_TIMEOUT_MS, limitsFor, type TimeLimits } from "../conformance/time-limits.ts";
import { UsageError } from "./exit.ts";
import { say } from "./messages/talk-en.ts";

/** How hard the checks work, as the command line says it. */
export interface PaceFlags {
  readonly concurrency?: string;
  readonly answerTimeout?: string;
}

/** How hard the checks work, and what the report says of it; what is left out stays as it is. */
export interface Pace {
  readonly limits: Partial<TimeLimits & { readonly concurrency: number }>;
  readonly notes: readonly string[];
}

const words = say.test.pace;
const MOST = 100;
const LONGEST_S = 60;

/**
 * Reads how many checks are to be under way at once, and how many seconds an answer may take: checks, clean-ups and
 * stories get as much longer. Wrong use where these are no whole numbers from 1 to 100, and to 60.
 */
export function readPace({ concurrency, answerTimeout }: PaceFlags): Pace {
  const atOnce = concurrency === undefined ? undefined : readWhole("--concurrency", concurrency, MOST);
  const seconds =
    answerTimeout === undefined ? undefined : readWhole("--answer-timeout", answerTimeout, LONGEST_S);
  return {
    limits: {
      ...(atOnce === undefined ? {} : { concurrency: atOnce }),
      ...(seconds === undefined ? {} : limitsFor(seconds * 1000)),
    },
    notes: seconds === undefined ? [] : [words.note(seconds, ANSWER_TIMEOUT_MS / 1000)],
  };
}

function readWhole(option: string, text: string, most: number): number {
  const number = /^[1-9]\d*$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= most)) throw new UsageError(words.bad(option, text, most));
  return number;
}
