import type { Exchange } from "../http.ts";

/** A request as a proxy passes it on: header names in lower case, without those of the connection. */
export interface Call {
  readonly method: string;
  /** With its query, encoded as it was sent. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer as a proxy passes it back. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The names under which a caller says who it is. */
export const CALLER_HEADERS = ["information-mediator-client", "x-govstack-client"] as const;

const CORRELATION = "x-correlation-id";

/** Who calls; undefined where nobody is named. */
export function callerOf(call: Call): string | undefined {
  return CALLER_HEADERS.map((name) => call.headers[name]).find((value) => value !== undefined);
}

/** The same call by somebody else. */
export function callAs(call: Call, caller: string): Call {
  const headers = Object.fromEntries(CALLER_HEADERS.map((name) => [name, caller]));
  return { ...call, headers: { ...call.headers, ...headers } };
}

/** What marks the calls of one check; empty where a call has none. */
export function correlationOf(call: Call): string {
  return call.headers[CORRELATION] ?? "";
}

/** The marks of a check's exchanges, as its result has them. */
export function marksOf(exchanges: readonly Pick<Exchange, "requestHeaders">[]): string[] {
  return exchanges.map(({ requestHeaders }) => requestHeaders[CORRELATION] ?? "");
}

/** Whether the answer is a success. */
export function succeeded({ status }: Pick<Answer, "status">): boolean {
  return status >= 200 && status < 300;
}

/** The content of a message that says it is JSON; undefined where it is none. */
export function readJson({ headers, body }: Pick<Answer, "headers" | "body">): unknown {
  if (!headers["content-type"]?.toLowerCase().startsWith("application/json")) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The same message with this content. */
export function withJson<T extends Pick<Answer, "headers" | "body">>(message: T, json: unknown): T {
  const headers = { ...message.headers, "content-type": "application/json" };
  return { ...message, headers, body: JSON.stringify(json) };
}
