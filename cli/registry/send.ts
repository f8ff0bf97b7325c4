import { VERSION } from "../version.ts";
import { RegistryFailure } from "./failure.ts";

/** How requests are sent; tests give their own waiting. */
export interface Sending {
  /** Aborted where the person interrupts. */
  readonly signal: AbortSignal;
  /** Resolves after that many milliseconds, or rejects when the signal is aborted. */
  readonly wait: (ms: number) => Promise<void>;
  /** Tells whether a host (with its port) may be spoken to without TLS. */
  readonly mayBePlain: (host: string) => boolean;
}

/** One request to a registry. */
export interface RegistryRequest {
  readonly url: URL;
  readonly method: "GET" | "HEAD";
  readonly accept: readonly string[];
  /** The Authorization header; it goes to the host of `url` only. */
  readonly authorization?: string | undefined;
}

/** An answer, read to its end. */
export interface RegistryAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

const ATTEMPTS = 4;
const FIRST_WAIT_MS = 500;
/** Longer than this nobody waits; the person is told when to come again. */
const LONGEST_WAIT_S = 30;
const TIMEOUT_S = 20;
const REDIRECTS = 5;
const BODY_LIMIT = 4 * 2 ** 20;

/**
 * Sends a request until it is answered with something else than 429 or 5xx, four times at most, as slowly as the
 * registry asks. Throws a {@link RegistryFailure} where it is not, and what the signal was aborted with.
 */
export async function send(request: RegistryRequest, sending: Sending): Promise<RegistryAnswer> {
  for (let attempt = 1; ; attempt++) {
    const last = attempt === ATTEMPTS;
    const backoff = (FIRST_WAIT_MS / 1000) * 2 ** (attempt - 1);
    const answer = await tryOnce(request, sending, last);
    if (answer !== undefined && answer.status !== 429 && answer.status < 500) return answer;
    const seconds = answer === undefined ? undefined : retryAfter(answer.headers);
    if (answer !== undefined && (last || (seconds ?? 0) > LONGEST_WAIT_S))
      throw busy(request, answer, seconds);
    await sending.wait((seconds ?? backoff) * 1000);
  }
}

/** An answer; nothing where the connection broke and another attempt is worth it. */
async function tryOnce(
  request: RegistryRequest,
  sending: Sending,
  last: boolean,
): Promise<RegistryAnswer | undefined> {
  try {
    return await follow(request, sending);
  } catch (error) {
    sending.signal.throwIfAborted();
    if (error instanceof RegistryFailure) throw error;
    const failure = failureOf(error, request.url.host);
    if (last || isFinal(failure)) throw failure;
    return undefined;
  }
}

function busy(
  { url: { host } }: RegistryRequest,
  { status }: RegistryAnswer,
  seconds: number | undefined,
): RegistryFailure {
  if (status !== 429) return new RegistryFailure({ kind: "status", host, status });
  return new RegistryFailure({ kind: "too-many", host, ...(seconds === undefined ? {} : { seconds }) });
}

/** Seconds until the next attempt, as `Retry-After` gives them: a number or a date (RFC 9110, 10.2.3). */
function retryAfter(headers: Headers): number | undefined {
  const given = headers.get("retry-after");
  if (given === null) return undefined;
  const seconds = /^\d+$/.test(given) ? Number(given) : (Date.parse(given) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, Math.ceil(seconds));
}

/** Follows redirects, such as those of layers to a store; what authorizes goes to the first host alone. */
async function follow(request: RegistryRequest, sending: Sending): Promise<RegistryAnswer> {
  let { url } = request;
  for (let redirects = 0; redirects <= REDIRECTS; redirects++) {
    if (url.protocol !== "https:" && !sending.mayBePlain(url.host)) {
      throw new RegistryFailure({ kind: "plain", host: url.host });
    }
    const own = url.origin === request.url.origin;
    const { answer, location } = await fetchOnce(url, request, own, sending.signal);
    if (location === undefined) return answer;
    url = location;
  }
  throw new RegistryFailure({ kind: "redirect", host: request.url.host });
}

async function fetchOnce(
  url: URL,
  { method, accept, authorization }: RegistryRequest,
  own: boolean,
  signal: AbortSignal,
): Promise<{ readonly answer: RegistryAnswer; readonly location?: URL }> {
  const response = await fetch(url.href, {
    method,
    redirect: "manual",
    headers: {
      accept: accept.join(", "),
      "user-agent": `country-stack/${VERSION}`,
      ...(own && authorization !== undefined ? { authorization } : {}),
    },
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_S * 1000)]),
  });
  const body = await readBody(response, url.host);
  const answer = { status: response.status, headers: response.headers, body };
  const target = response.headers.get("location");
  if (response.status < 300 || response.status >= 400 || target === null) return { answer };
  const location = URL.parse(target, url.href);
  if (location === null) throw new RegistryFailure({ kind: "redirect", host: url.host });
  return { answer, location };
}

async function readBody(response: Response, host: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new RegistryFailure({ kind: "too-large", host, limit: BODY_LIMIT });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function failureOf(error: unknown, host: string): RegistryFailure {
  const { name, message, cause } = error as Error & { readonly cause?: NodeJS.ErrnoException };
  if (name === "TimeoutError") return new RegistryFailure({ kind: "late", host, seconds: TIMEOUT_S });
  return new RegistryFailure({ kind: "unreachable", host, detail: cause?.code ?? cause?.message ?? message });
}

/** A certificate that does not hold does not hold the next time either. */
function isFinal({ reason }: RegistryFailure): boolean {
  return reason.kind === "unreachable" && /CERT|SELF_SIGNED|TLS|SSL/.test(reason.detail);
}
