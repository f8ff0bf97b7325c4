/** A call that a part made to the sink. */
export interface Received {
  readonly method: string;
  /** Below the check's URL, with its query; empty where the URL itself was called. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What the sink answers a call. */
export interface SinkAnswer {
  readonly status: number;
  /** Its type and content; neither, or both. */
  readonly content?: { readonly type: string; readonly text: string };
}

/** Where call-backs, webhooks and pushes arrive during a run. */
export interface CallbackSink {
  /** A URL of its own for one check, as the part under test reaches it. */
  urlFor(mark: string): string;
  /**
   * The next call to that URL that `matches`, within the time given; undefined where none came. A call that came
   * before is found too, and each call is handed out once.
   */
  next(mark: string, matches: (call: Received) => boolean, withinMs: number): Promise<Received | undefined>;
  /** All calls to that URL so far. */
  received(mark: string): Promise<readonly Received[]>;
  /**
   * How the sink answers calls to that URL, from the end of this call on; default 204. One after the other, the last
   * one for ever.
   */
  answerWith(mark: string, answers: readonly (number | SinkAnswer)[]): Promise<void>;
  close(): Promise<void>;
}
