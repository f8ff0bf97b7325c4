/** The time that GovStack's information mediator gives a server to answer, in milliseconds. */
export const ANSWER_TIMEOUT_MS = 3000;

/** As many answers as a check, a story of a use case, and all clean-ups of one of them have time for. */
const ANSWERS = { check: 10, story: 40, cleanUp: 10 } as const;

/** How long an answer, a check, a story and its clean-ups may take, in milliseconds. */
export interface TimeLimits {
  readonly timeoutMs: number;
  readonly checkMs: number;
  readonly storyMs: number;
  /** A story cleans up with dozens of requests, and many stories do so at once: on a busy cluster that takes a while. */
  readonly cleanUpMs: number;
}

/** What goes with an answer that may take so many milliseconds. */
export function limitsFor(timeoutMs: number): TimeLimits {
  return {
    timeoutMs,
    checkMs: timeoutMs * ANSWERS.check,
    storyMs: timeoutMs * ANSWERS.story,
    cleanUpMs: timeoutMs * ANSWERS.cleanUp,
  };
}
