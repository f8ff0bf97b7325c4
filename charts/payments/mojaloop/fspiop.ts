/** A request of FSPIOP (API definition 1.1). */
export interface FspiopRequest {
  /** Base URL of the service, without a slash at its end. */
  readonly base: string;
  readonly method: "GET" | "POST" | "PUT";
  /** Begins with its resource: `/transfers/ID`. */
  readonly path: string;
  readonly source: string;
  readonly destination?: string | undefined;
  readonly body?: unknown;
}

/** What FSPIOP says of a failure. */
export interface ErrorInformation {
  readonly errorCode: string;
  readonly errorDescription: string;
}

const TIMEOUT_MS = 10_000;

/**
 * Sends a request. What is taken is answered 202, or 200 to a PUT, and everything else comes as a call-back later;
 * a refusal at once is thrown with the receiver's words, and so is that nobody answers.
 */
export async function sendFspiop(request: FspiopRequest, stop: AbortSignal): Promise<void> {
  const { base, method, path, body } = request;
  const response = await fetch(`${base}${path}`, {
    method,
    headers: headersOf(request),
    redirect: "error",
    signal: AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.ok) return;
  const resource = path.split("/")[1];
  throw new Refused(`${method} /${resource} was answered ${response.status}`, errorIn(parse(text)));
}

/** A refusal at once, before anything was done. */
export class Refused extends Error {
  override name = "Refused";
  /** What the receiver said of it, where it said something. */
  readonly information: ErrorInformation | undefined;

  constructor(message: string, information: ErrorInformation | undefined) {
    super(information === undefined ? message : `${message}: ${describeError(information)}`);
    this.information = information;
  }
}

/** The error in a body of FSPIOP, if it is one. */
export function errorIn(body: unknown): ErrorInformation | undefined {
  const { errorInformation } = (body ?? {}) as { errorInformation?: Partial<ErrorInformation> };
  if (typeof errorInformation?.errorCode !== "string") return undefined;
  return {
    errorCode: errorInformation.errorCode,
    errorDescription: String(errorInformation.errorDescription ?? ""),
  };
}

/** In one line: `3204 Party not found`. */
export function describeError({ errorCode, errorDescription }: ErrorInformation): string {
  return `${errorCode} ${errorDescription}`.trim();
}

/** Communication and server errors: the same may go well later. */
export function isPassing({ errorCode }: ErrorInformation): boolean {
  return /^[12]/.test(errorCode);
}

/** Section 3.2.1 of the definition: content types name the resource, and the date is obligatory. */
function headersOf({ path, source, destination }: FspiopRequest): Record<string, string> {
  const resource = `application/vnd.interoperability.${path.split("/")[1]}+json;version=1`;
  return {
    accept: resource,
    "content-type": `${resource}.1`,
    date: new Date().toUTCString(),
    "fspiop-source": source,
    ...(destination === undefined ? {} : { "fspiop-destination": destination }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
