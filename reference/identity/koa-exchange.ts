import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type Provider from "oidc-provider";
import type { Answer, Call } from "../operation.ts";

/** A request and an answer of Node, made for the library: nothing of them touches a connection. */
export interface KoaExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Settles when the answer is complete. */
  readonly answered: Promise<Answer>;
}

/** What the library gets to see of a call. */
export interface KoaRequest {
  /** The origin that the caller came by, one of our own. */
  readonly base: string;
  /** Path and query; those of the call without it. */
  readonly path?: string;
  readonly authorization?: string | undefined;
  readonly form?: URLSearchParams;
}

/** Headers that decide how the library answers, besides those that are set here. */
const PASSED = ["accept", "authorization", "cookie", "origin", "access-control-request-method"];

/**
 * The library is written for Koa. Its request is made of the call and its answer is collected, so that all that the
 * frame gives to every operation (limits, errors, correlation id, audit) holds for its routes too.
 */
export function makeExchange(call: Call, { base, path, authorization, form }: KoaRequest): KoaExchange {
  const url = new URL(call.request.url);
  const request = new IncomingMessage(new Socket());
  request.method = call.request.method === "HEAD" ? "GET" : call.request.method;
  request.url = path ?? `${url.pathname}${url.search}`;
  request.httpVersion = "1.1";
  request.headers = headersOf(call, base, authorization);
  if (form !== undefined) {
    const body = Buffer.from(form.toString());
    request.headers["content-type"] = "application/x-www-form-urlencoded";
    request.headers["content-length"] = String(body.byteLength);
    request.push(body);
  }
  request.push(null);
  const response = new ServerResponse(request);
  return { request, response, answered: collect(response) };
}

/** Lets the library answer a call. */
export async function callLibrary(provider: Provider, call: Call, asked: KoaRequest): Promise<Answer> {
  const { request, response, answered } = makeExchange(call, asked);
  await provider.callback()(request, response);
  return answered;
}

function headersOf(call: Call, base: string, authorization: string | undefined): IncomingMessage["headers"] {
  const { protocol, host } = new URL(base);
  const headers: IncomingMessage["headers"] = {};
  for (const name of PASSED) {
    const value = call.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  if (authorization !== undefined) headers.authorization = authorization;
  headers.host = host;
  headers["x-forwarded-host"] = host;
  headers["x-forwarded-proto"] = protocol.slice(0, -1);
  return headers;
}

function collect(response: ServerResponse): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const chunks: Buffer[] = [];
  const keep = (chunk: unknown) => {
    if (typeof chunk === "string" || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  response.write = ((chunk: unknown) => {
    keep(chunk);
    return true;
  }) as ServerResponse["write"];
  response.end = ((chunk?: unknown) => {
    keep(chunk);
    resolve(answerOf(response.statusCode, response.getHeaders(), Buffer.concat(chunks)));
    response.emit("finish");
    return response;
  }) as ServerResponse["end"];
  return promise;
}

/** The frame sets length, type and date itself. */
const OWN = new Set([
  "content-length",
  "content-type",
  "set-cookie",
  "transfer-encoding",
  "date",
  "connection",
]);

function answerOf(status: number, headers: OutgoingHttpHeaders, body: Buffer): Answer {
  const kept = Object.entries(headers).filter(([name, value]) => value !== undefined && !OWN.has(name));
  const cookies = headers["set-cookie"];
  return {
    status,
    headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
    ...(Array.isArray(cookies) ? { cookies } : {}),
    ...(body.byteLength === 0
      ? {}
      : { body: body.toString("utf8"), contentType: typeOf(headers["content-type"]) }),
  };
}

function typeOf(type: OutgoingHttpHeaders[string]): string {
  return /^application\/json/.test(String(type)) ? "application/json; charset=utf-8" : String(type);
}
