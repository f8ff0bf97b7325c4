import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Unmet } from "./check.ts";
import type { Exchange, HttpClient, HttpRequest } from "./http.ts";

/** The time that GovStack's information mediator gives a server to answer, in milliseconds. */
export const ANSWER_TIMEOUT_MS = 3000;

const CONNECT_TRIES = 3;
const CONNECT_PAUSE_MS = 100;

/** Both names under which a caller says who it is: GovStack's specification, and its examples. */
const CALLER_HEADERS = ["Information-Mediator-Client", "X-GovStack-Client"] as const;

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
 * A client that follows no redirect and keeps no connection. `send` throws an {@link Unmet} when no answer comes in
 * time and a {@link BrokenConnection} when the connection fails. Only a GET whose connection was refused is tried
 * again: nothing has been sent then.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const correlationId = options.correlationId ?? randomUUID();
  return { send: (request) => sendRecorded(options, prepare(options, correlationId, request)) };
}

interface Prepared {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string | undefined;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

function prepare(options: HttpClientOptions, correlationId: string, request: HttpRequest): Prepared {
  const url = new URL(options.baseUrl + request.path);
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.append(name, `${value}`);
  const client = request.client === undefined ? options.client : request.client;
  const headers = new Headers({
    accept: "application/json, */*;q=0.5",
    // A connection kept from an earlier check may be dead by now, which would be held against this one.
    connection: "close",
    "x-correlation-id": correlationId,
    ...takeCredentials(url),
    ...(client === null ? {} : callerHeaders(client)),
    ...(request.json === undefined ? {} : { "content-type": "application/json" }),
  });
  for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value);
  for (const [name, value] of Object.entries(request.headers ?? {}))
    value === null ? headers.delete(name) : headers.set(name, value);
  return { method: request.method ?? "GET", url: url.href, headers, body: bodyOf(request) };
}

/** Moves a URL's user and password to where `fetch` wants them. */
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

async function sendRecorded(options: HttpClientOptions, request: Prepared): Promise<Exchange> {
  const started = performance.now();
  const record = (answer: Answer | undefined) => {
    const exchange = exchangeOf(request, answer, Math.round(performance.now() - started));
    options.record?.(exchange);
    return exchange;
  };
  const limit = options.timeoutMs ?? ANSWER_TIMEOUT_MS;
  const timeout = AbortSignal.timeout(limit);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  try {
    return record(await fetchPatiently(request, signal));
  } catch (error) {
    options.signal?.throwIfAborted();
    if (timeout.aborted) throw new Unmet(`no answer within ${limit / 1000} s`, record(undefined));
    const broken = connectionTrouble(error);
    if (broken === undefined) throw error;
    throw new BrokenConnection(broken, record(undefined));
  }
}

async function fetchPatiently(request: Prepared, signal: AbortSignal): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetchOnce(request, signal);
    } catch (error) {
      const again = request.method === "GET" && causeCode(error) === "ECONNREFUSED";
      if (!again || attempt === CONNECT_TRIES) throw error;
      await delay(CONNECT_PAUSE_MS, undefined, { signal });
    }
  }
}

async function fetchOnce(request: Prepared, signal: AbortSignal): Promise<Answer> {
  const { method, headers, body } = request;
  const init: RequestInit = { method, headers, redirect: "manual", signal };
  const response = await fetch(request.url, body === undefined ? init : { ...init, body });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** A sentence for a failure of the connection; undefined where `fetch` was used wrongly, which is a bug. */
function connectionTrouble(error: unknown): string | undefined {
  if (!(error instanceof TypeError) || error.cause === undefined) return undefined;
  const code = causeCode(error);
  if (code === "ECONNREFUSED") return "connection refused: nothing listens at the part's address";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "the part's host name was not found";
  if (error.message === "terminated") return "the connection broke in the middle of the answer";
  if (code === "ECONNRESET" || code === "UND_ERR_SOCKET") return "the connection broke before an answer came";
  return `no connection: ${error.cause instanceof Error ? error.cause.message : error.message}`;
}

function causeCode(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  if (typeof cause !== "object" || cause === null || !("code" in cause)) return undefined;
  return typeof cause.code === "string" ? cause.code : undefined;
}

function exchangeOf(request: Prepared, answer: Answer | undefined, milliseconds: number): Exchange {
  const text = answer?.text ?? "";
  return {
    method: request.method,
    url: request.url,
    requestHeaders: Object.fromEntries(request.headers),
    requestBody: request.body,
    status: answer?.status ?? 0,
    headers: writeHeaders(answer?.headers ?? new Headers()),
    text,
    json: parseJson(text),
    milliseconds,
  };
}

/** A header that came several times, as cookies do, is one with commas. */
function writeHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers.keys()].map((name) => [name, headers.get(name) ?? ""]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
