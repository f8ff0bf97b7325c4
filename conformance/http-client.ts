import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Unmet } from "./check.ts";
import type { Exchange, HttpClient, HttpRequest } from "./http.ts";
import { type Answer, AnswerCut, type PreparedRequest, sendRequest } from "./send-request.ts";
import { ANSWER_TIMEOUT_MS } from "./time-limits.ts";

const CONNECT_TRIES = 3;
const CONNECT_PAUSE_MS = 100;

/** Both names under which a caller says who it is: GovStack's specification, and its examples. */
const CALLER_HEADERS = ["information-mediator-client", "x-govstack-client"] as const;

/** Where requests go, as whom, and who gets to see them. */
export interface HttpClientOptions {
  /** Put before each request's path, without a slash at its end. */
  readonly baseUrl: string;
  /** Sent with every request; a request's own headers win. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Who calls: `INSTANCE/CLASS/MEMBER/APPLICATION`; `null` sends no caller header. */
  readonly client: string | null;
  /** Milliseconds for the whole answer, body included; default {@link ANSWER_TIMEOUT_MS}. */
  readonly timeoutMs?: number;
  /** Sent as `X-Correlation-ID` with every request; a new UUID where none is given. */
  readonly correlationId?: string;
  /** Ends a request under way; `send` then throws the signal's reason and records nothing. */
  readonly signal?: AbortSignal;
  /** Gets every exchange, also those without an answer (status 0), unmasked. */
  readonly record?: (exchange: Exchange) => void;
}

/** The connection broke before the answer was complete; that may be the network's fault and not the part's. */
export class BrokenConnection extends Unmet {}

/**
 * A client that follows no redirect. `send` throws an {@link Unmet} when no answer comes in time and a
 * {@link BrokenConnection} when the connection fails. Only a GET whose connection was refused is tried again: nothing
 * has been sent then.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const correlationId = options.correlationId ?? randomUUID();
  return { send: (request) => sendRecorded(options, prepare(options, correlationId, request)) };
}

function prepare(options: HttpClientOptions, correlationId: string, request: HttpRequest): PreparedRequest {
  const url = new URL(options.baseUrl + request.path);
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.append(name, `${value}`);
  const client = request.client === undefined ? options.client : request.client;
  const headers = {
    accept: "application/json, */*;q=0.5",
    "x-correlation-id": correlationId,
    ...takeCredentials(url),
    ...(client === null ? {} : callerHeaders(client)),
    ...(request.json === undefined ? {} : { "content-type": "application/json" }),
  };
  url.hash = "";
  const method = request.method ?? "GET";
  return { method, url: url.href, headers: writeOver(headers, options, request), body: bodyOf(request) };
}

/** Headers with those of the target and then those of the request; null takes one away. */
function writeOver(
  standing: Readonly<Record<string, string>>,
  ...over: readonly { readonly headers?: Readonly<Record<string, string | null>> }[]
): Record<string, string> {
  const written: Record<string, string> = { ...standing };
  for (const { headers = {} } of over) {
    for (const [name, value] of Object.entries(headers)) {
      if (value === null) delete written[name.toLowerCase()];
      else written[name.toLowerCase()] = value;
    }
  }
  return written;
}

/** Moves a URL's user and password to where a request carries them. */
function takeCredentials(url: URL): Record<string, string> {
  if (url.username === "" && url.password === "") return {};
  const credentials = [url.username, url.password].map(decodeURIComponent).join(":");
  url.username = "";
  url.password = "";
  return { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
}

function callerHeaders(client: string): Record<string, string> {
  return Object.fromEntries(CALLER_HEADERS.map((name) => [name, client]));
}

function bodyOf(request: HttpRequest): string | undefined {
  return request.json === undefined ? request.text : JSON.stringify(request.json);
}

async function sendRecorded(options: HttpClientOptions, request: PreparedRequest): Promise<Exchange> {
  const started = performance.now();
  const record = (answer: Answer | undefined) => {
    const exchange = exchangeOf(request, answer, Math.round(performance.now() - started));
    options.record?.(exchange);
    return exchange;
  };
  const limit = options.timeoutMs ?? ANSWER_TIMEOUT_MS;
  const deadline = startDeadline(limit, options.signal);
  try {
    return record(await sendPatiently(request, deadline.signal));
  } catch (error) {
    options.signal?.throwIfAborted();
    if (deadline.signal.aborted) throw new Unmet(`no answer within ${limit / 1000} s`, record(undefined));
    const broken = connectionTrouble(error);
    if (broken === undefined) throw error;
    throw new BrokenConnection(broken, record(undefined));
  } finally {
    deadline.clear();
  }
}

/** Ends after so many milliseconds or with the other signal. `AbortSignal.any` of a time-out takes ten times longer. */
function startDeadline(
  milliseconds: number,
  signal: AbortSignal | undefined,
): { readonly signal: AbortSignal; readonly clear: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  const timer = setTimeout(abort, milliseconds);
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort, { once: true });
  const clear = () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  };
  return { signal: controller.signal, clear };
}

async function sendPatiently(request: PreparedRequest, signal: AbortSignal): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sendRequest(request, signal);
    } catch (error) {
      const again = request.method === "GET" && codeOf(error) === "ECONNREFUSED";
      if (!again || attempt === CONNECT_TRIES) throw error;
      await delay(CONNECT_PAUSE_MS, undefined, { signal });
    }
  }
}

/** A sentence for a failure of the connection; undefined where the request was no request, which is a bug. */
function connectionTrouble(error: unknown): string | undefined {
  // So Node calls a header or a method that none can be.
  if (error instanceof TypeError) return undefined;
  if (error instanceof AnswerCut) return "the connection broke in the middle of the answer";
  const code = codeOf(error);
  if (code === "ECONNREFUSED") return "connection refused: nothing listens at the part's address";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "the part's host name was not found";
  if (code === "ECONNRESET" || code === "EPIPE") return "the connection broke before an answer came";
  return code === undefined ? undefined : `no connection: ${(error as Error).message}`;
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

function exchangeOf(
  { method, url, headers, body }: PreparedRequest,
  answer: Answer | undefined,
  milliseconds: number,
): Exchange {
  const text = answer?.text ?? "";
  return {
    method,
    url,
    requestHeaders: headers,
    requestBody: body,
    status: answer?.status ?? 0,
    headers: answer?.headers ?? {},
    text,
    json: parseJson(text),
    milliseconds,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
