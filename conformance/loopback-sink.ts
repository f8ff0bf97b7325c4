import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { CallbackSink, Received } from "./callback-sink.ts";

const BODY_LIMIT_BYTES = 1024 * 1024;
const DEFAULT_STATUS = 204;

type Waiting = (call: Received | undefined) => void;

/** What the sink holds for one check. */
interface Box {
  readonly received: Received[];
  readonly handedOut: Set<Received>;
  readonly waiting: Map<Waiting, (call: Received) => boolean>;
  statuses: readonly number[];
}

/**
 * A sink on a free port of 127.0.0.1, for parts that run on the same machine. It answers 404 to a URL that no check
 * asked for and 413 to bodies above 1 MiB, and keeps neither.
 */
export async function openLoopbackSink(): Promise<CallbackSink> {
  const boxes = new Map<string, Box>();
  const server = createServer((request, response) => void receive(boxes, request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    urlFor: (mark) => {
      boxFor(boxes, mark);
      return `${base}/${encodeURIComponent(mark)}`;
    },
    next: (mark, matches, withinMs) => nextCall(boxFor(boxes, mark), matches, withinMs),
    received: (mark) => [...(boxes.get(mark)?.received ?? [])],
    answerWith: (mark, statuses) => {
      boxFor(boxes, mark).statuses = [...statuses];
    },
    close: () => close(server, boxes),
  };
}

function boxFor(boxes: Map<string, Box>, mark: string): Box {
  const known = boxes.get(mark);
  if (known !== undefined) return known;
  const box: Box = { received: [], handedOut: new Set(), waiting: new Map(), statuses: [] };
  boxes.set(mark, box);
  return box;
}

async function receive(boxes: Map<string, Box>, request: IncomingMessage, response: ServerResponse) {
  const [, mark = "", path = ""] = /^\/([^/?]*)(.*)$/s.exec(request.url ?? "") ?? [];
  const box = boxes.get(safeDecode(mark));
  const body = await readBody(request).catch(() => undefined);
  if (body === undefined) return response.writeHead(413, { connection: "close" }).end();
  if (box === undefined) return response.writeHead(404).end();
  deliver(box, { method: request.method ?? "", path, headers: flatten(request), body, at: Date.now() });
  const [status = DEFAULT_STATUS, ...later] = box.statuses;
  if (later.length > 0) box.statuses = later;
  return response.writeHead(status).end();
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Throws when the body is too long or breaks off. */
async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_LIMIT_BYTES) throw new Error("body above the limit");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function flatten(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values]) => [name, (values ?? []).join(", ")]),
  );
}

function deliver(box: Box, call: Received): void {
  box.received.push(call);
  for (const [resolve, matches] of box.waiting) {
    if (!matches(call)) continue;
    box.handedOut.add(call);
    resolve(call);
    return;
  }
}

async function nextCall(
  box: Box,
  matches: (call: Received) => boolean,
  withinMs: number,
): Promise<Received | undefined> {
  const early = box.received.find((call) => !box.handedOut.has(call) && matches(call));
  if (early !== undefined) {
    box.handedOut.add(early);
    return early;
  }
  const { promise, resolve } = Promise.withResolvers<Received | undefined>();
  const timer = setTimeout(resolve, withinMs, undefined);
  const settle: Waiting = (call) => {
    clearTimeout(timer);
    resolve(call);
  };
  box.waiting.set(settle, matches);
  return promise.finally(() => box.waiting.delete(settle));
}

async function close(server: Server, boxes: ReadonlyMap<string, Box>): Promise<void> {
  for (const box of boxes.values()) for (const settle of box.waiting.keys()) settle(undefined);
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, "close");
}
