import { FinalError } from "../../../spi/index.ts";

/** Milliseconds that one request may take. */
const TIMEOUT_MS = 15_000;

/** What a request in MOSIP's envelope was answered: its response, or the codes of its errors. Both are HTTP 200. */
export type Answer =
  | { readonly ok: true; readonly response: unknown }
  | { readonly ok: false; readonly codes: readonly string[]; readonly text: string };

/** An API that speaks MOSIP's envelope: `{ requestTime, request }` in, `{ response, errors }` out. */
export interface EnvelopeApi {
  get(path: string, stop: AbortSignal): Promise<Answer>;
  send(method: "POST" | "PUT" | "PATCH", path: string, request: unknown, stop: AbortSignal): Promise<Answer>;
  /** The body of a plain JSON document, such as discovery. */
  read(path: string, stop: AbortSignal): Promise<unknown>;
}

interface Envelope {
  readonly response?: unknown;
  /** eSignet says `errorMessage`, the mock identity system `message`. */
  readonly errors?:
    | readonly { readonly errorCode: string; readonly errorMessage?: string; readonly message?: string }[]
    | null;
}

/**
 * Opens the API at a base URL. Any other status than 200 throws and is tried again: what a service has to say against
 * a request, it says in the envelope.
 */
export function openEnvelopeApi(url: string): EnvelopeApi {
  const ask = async (method: string, path: string, body: string | undefined, stop: AbortSignal) => {
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: "error",
      ...(body === undefined ? {} : { body, headers: { "content-type": "application/json" } }),
      signal: AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    if (response.status !== 200) throw new Error(`${method} ${path} was answered ${response.status}`);
    return (await response.json()) as unknown;
  };
  return {
    get: async (path, stop) => open((await ask("GET", path, undefined, stop)) as Envelope),
    send: async (method, path, request, stop) => {
      // Both services refuse a time that is two minutes off, and any form but this one with its three decimals.
      const body = JSON.stringify({ requestTime: new Date().toISOString(), request });
      return open((await ask(method, path, body, stop)) as Envelope);
    },
    read: (path, stop) => ask("GET", path, undefined, stop),
  };
}

function open({ response, errors }: Envelope): Answer {
  if (errors === undefined || errors === null || errors.length === 0) return { ok: true, response };
  const text = errors.map((error) => error.errorMessage ?? error.message ?? error.errorCode).join(", ");
  return { ok: false, codes: errors.map(({ errorCode }) => errorCode), text };
}

/** Errors that another try may mend. */
const PASSING = ["unknown_error"];

/** What is thrown for a refusal: to be tried again only where the service itself was in trouble. */
export function refusal(what: string, answer: Extract<Answer, { ok: false }>): Error {
  const codes = answer.codes.join(", ");
  const said = answer.text === codes ? codes : `${codes} (${answer.text})`;
  const message = `${what} was refused: ${said}${hintFor(answer.codes)}`;
  return answer.codes.every((code) => PASSING.includes(code)) ? new Error(message) : new FinalError(message);
}

function hintFor(codes: readonly string[]): string {
  if (codes.includes("invalid_redirect_uri")) {
    return "; eSignet takes host names below the top-level domains of the Internet, and few others";
  }
  if (codes.includes("duplicate_public_key")) return "; the key is that of a client with another id";
  if (codes.includes("invalid_request")) return "; clocks may differ by two minutes at most";
  return "";
}
