import { createHash, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { type CallLimits, CallLog } from "./call-log.ts";
import { readBody, receiveCall, safeDecode } from "./receive-call.ts";
import { LONGEST_WAIT_MS } from "./sink-reader.ts";

const CONNECTIONS = 256;

/** Where a sink listens, and what its control API wants to see. */
export interface SinkServerOptions {
  readonly host: string;
  /** 0 chooses a free one. */
  readonly port: number;
  /** Unguessable; sent as `Authorization: Bearer TOKEN`. */
  readonly token: string;
  readonly limits?: CallLimits;
}

/** A sink that serves. */
export interface SinkServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Serves a sink that runs beside the parts under test. Calls arrive at `/MARK...`, whatever the mark; below `/-/` are
 * `GET healthcheck`, open, and for the holder of the token `GET marks/MARK?after=N&waitMs=N` (the calls but for the
 * first N, waited for) and `PUT marks/MARK` (the answers). It writes nothing down.
 */
export async function serveSink(options: SinkServerOptions): Promise<SinkServer> {
  const log = new CallLog(true, options.limits);
  const server = createServer((request, response) => {
    const own = request.url?.startsWith("/-/") === true;
    const served = own ? control(log, options.token, request, response) : receiveCall(log, request, response);
    // What breaks while it is served broke at the other side.
    served.catch(() => response.destroy());
  });
  server.maxConnections = CONNECTIONS;
  // Longer than any client keeps a connection, so that none is closed under a question.
  server.keepAliveTimeout = 120_000;
  server.listen(options.port, options.host);
  await once(server, "listening");
  return {
    url: `http://${options.host}:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      log.close();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function control(
  log: CallLog,
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "", "http://sink.invalid");
  if (url.pathname === "/-/healthcheck") return sendJson(response, 200, { status: "UP" });
  if (!isAuthorized(request, token)) return sendJson(response, 401, {});
  const mark = /^\/-\/marks\/([^/]+)$/.exec(url.pathname)?.[1];
  if (mark === undefined) return sendJson(response, 404, {});
  if (request.method === "PUT") return setAnswers(log, safeDecode(mark), request, response);
  if (request.method !== "GET") return sendJson(response, 405, {});
  const after = readCount(url, "after");
  const waitMs = Math.min(readCount(url, "waitMs"), LONGEST_WAIT_MS);
  return sendJson(response, 200, await log.calls(safeDecode(mark), after, waitMs));
}

const answersShape = z
  .array(
    z.object({
      status: z.int().min(200).max(599),
      content: z.object({ type: z.string(), text: z.string() }).optional(),
    }),
  )
  .max(100);

async function setAnswers(
  log: CallLog,
  mark: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answers = answersShape.safeParse(parseJson(await readBody(request)));
  if (!answers.success) return sendJson(response, 400, {});
  await log.answerWith(
    mark,
    answers.data.map(({ status, content }) => (content === undefined ? { status } : { status, content })),
  );
  return sendJson(response, 200, {});
}

/** Compared as digests, so that the time taken says nothing about the token. */
function isAuthorized(request: IncomingMessage, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(request.headers.authorization ?? ""), digest(`Bearer ${token}`));
}

function readCount(url: URL, name: string): number {
  const count = Number(url.searchParams.get(name) ?? 0);
  return Number.isInteger(count) && count > 0 ? count : 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}
