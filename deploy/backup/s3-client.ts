import { encodeStrictly, type SigningKeys, signRequest } from "./sign-request.ts";

/** A bucket, or the keys of it that begin with a prefix. */
export interface BucketChoice {
  readonly bucket: string;
  /** Without a slash at its end; empty for the whole bucket. */
  readonly prefix: string;
  readonly region: string;
  /** The base URL of what speaks S3; AWS' own where nothing is said. */
  readonly endpoint?: string;
  readonly keys: SigningKeys;
}

/** One request to a bucket. */
export interface BucketRequest {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Without the prefix; the bucket itself where absent. */
  readonly name?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** The store refused, or is out of reach; the message is for the person. */
export class StoreError extends Error {
  override name = "StoreError";
}

const TRIES = 4;
const TIMEOUT_MS = 120_000;

/** Sends one request, again where the store is busy or the connection was cut; throws a {@link StoreError}. */
export async function sendToBucket(choice: BucketChoice, request: BucketRequest): Promise<Response> {
  const url = urlOf(choice, request);
  for (let attempt = 1; ; attempt++) {
    const outcome = await sendOnce(choice, request, url).catch((error: Error) => error);
    if (!(outcome instanceof Error) && outcome.ok) return outcome;
    const isBusy = outcome instanceof Error || outcome.status === 429 || outcome.status >= 500;
    if (!isBusy || attempt === TRIES) throw new StoreError(await explain(url, outcome));
    await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** attempt));
  }
}

/** The text of each `<name>` in an answer; S3's lists are flat enough for that. */
export function textsOf(xml: string, name: string): string[] {
  const found = xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"));
  return [...found].map(([, text = ""]) =>
    text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"),
  );
}

/** The key of a name in the bucket. */
export function keyOf({ prefix }: Pick<BucketChoice, "prefix">, name: string): string {
  return prefix === "" ? name : `${prefix}/${name}`;
}

function urlOf(choice: BucketChoice, { name, query = {} }: BucketRequest): URL {
  const base = choice.endpoint ?? `https://s3.${choice.region}.amazonaws.com`;
  const key = name === undefined ? "" : `/${keyOf(choice, name).split("/").map(encodeStrictly).join("/")}`;
  const url = new URL(`${base.replace(/\/$/, "")}/${choice.bucket}${key}`);
  const text = Object.entries(query).map(([one, value]) => `${encodeStrictly(one)}=${encodeStrictly(value)}`);
  url.search = text.join("&");
  return url;
}

function sendOnce(choice: BucketChoice, request: BucketRequest, url: URL): Promise<Response> {
  const { method, headers = {}, body } = request;
  const unsigned = { method, url, headers, ...(body === undefined ? {} : { body }) };
  const { host: _, ...signed } = signRequest(unsigned, choice.keys, choice.region, new Date());
  const init = {
    method,
    headers: signed,
    redirect: "manual" as const,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
  return fetch(url, body === undefined ? init : { ...init, body: body as Uint8Array<ArrayBuffer> });
}

async function explain(url: URL, outcome: Response | Error): Promise<string> {
  if (outcome instanceof Error) {
    const cause = outcome.cause instanceof Error ? outcome.cause.message : outcome.message;
    return `${url.host} does not answer: ${cause || outcome.message}`;
  }
  const xml = await outcome.text().catch(() => "");
  const [code = ""] = textsOf(xml, "Code");
  const [message = ""] = textsOf(xml, "Message");
  const why = [code, message].filter((text) => text !== "").join(": ");
  return `${url.host} answers HTTP ${outcome.status}${why === "" ? "" : ` (${why})`}`;
}
