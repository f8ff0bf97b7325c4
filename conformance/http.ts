/** A request of a check. Exactly one of `json` and `text` may be given. */
export interface HttpRequest {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the target's URL, beginning with a slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  /** `null` leaves out a header that is otherwise sent to this target. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly json?: unknown;
  readonly text?: string;
  /** The caller's identifier; default the target's client, `null` sends no caller header at all. */
  readonly client?: string | null;
}

/** A request and the answer to it, as they went over the wire. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string | undefined;
  /** 0 where no complete answer came. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The parsed answer; undefined where it is not JSON. */
  readonly json: unknown;
  readonly milliseconds: number;
}

/** Sends requests and records them. A time-out or a broken connection is an `Unmet`. */
export interface HttpClient {
  send(request: HttpRequest): Promise<Exchange>;
}
