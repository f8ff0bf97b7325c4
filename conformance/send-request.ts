import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
} from "node:http";
import { type AgentOptions, Agent as HttpsAgent, request as requestHttps } from "node:https";

/** A request as it goes over the wire. */
export interface PreparedRequest {
  readonly method: string;
  /** Without a user, a password and a fragment. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** An answer, read to its end. A header that came several times, as cookies do, is one with commas. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The answer broke off after it had begun. */
export class AnswerCut extends Error {}

/**
 * A connection that lies idle for longer may be about to be closed at the other end, and a request that meets this would
 * be held against the part.
 */
const IDLE_MS = 1000;

const kept = { keepAlive: true, timeout: IDLE_MS, scheduling: "lifo" } as const;
const agents = { "http:": new HttpAgent(kept), "https:": new HttpsAgent(kept) };
/** Those of the origins that are shown a certificate. */
const shown = new Map<string, HttpsAgent>();

/** What requests show and whom they trust, all PEM; without `ca`, whom Node.js does. The key belongs in no log. */
export type Credentials = Pick<AgentOptions, "key" | "cert" | "ca">;

/** From now on this process shows a certificate to an origin, such as `https://a.example:8443`, and to no other. */
export function showCertificate(origin: string, credentials: Credentials): void {
  shown.set(origin, new HttpsAgent({ ...kept, ...credentials }));
}

/** Sends a request, follows no redirect and takes no compressed answer. Rejects with the connection's error. */
export function sendRequest(prepared: PreparedRequest, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = open(prepared, signal);
    request.on("error", reject);
    request.on("response", (response) => read(response).then(resolve, reject));
    request.end(prepared.body);
  });
}

function open({ method, url, headers, body }: PreparedRequest, signal: AbortSignal): ClientRequest {
  const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
  const options = { method, headers: { ...headers, ...length }, signal, joinDuplicateHeaders: true };
  return url.startsWith("https:")
    ? requestHttps(url, { ...options, agent: secureAgent(url) })
    : requestHttp(url, { ...options, agent: agents["http:"] });
}

function secureAgent(url: string): HttpsAgent {
  const own = shown.size === 0 ? undefined : shown.get(new URL(url).origin);
  return own ?? agents["https:"];
}

function read(response: IncomingMessage): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("error", () => reject(new AnswerCut("the answer broke off")));
    response.on("end", () => {
      const text = new TextDecoder().decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
      resolve({ status: response.statusCode ?? 0, headers: joinHeaders(response), text });
    });
  });
}

function joinHeaders({ headers }: IncomingMessage): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name] = typeof value === "string" ? value : value.join(", ");
  }
  return joined;
}
