import type { IncomingMessage } from "node:http";
import { ReadableStream } from "node:stream/web";
import { Refusal } from "../refusal.ts";
import type { Exchange } from "./exchange.ts";
import { headersToReturn } from "./forward-headers.ts";
import type { Mediator } from "./mediator.ts";
import { appendEntry } from "./message-log.ts";
import type { Meter } from "./meter.ts";

const BODYLESS = new Set([204, 205, 304]);

/** A call on its way, as both its log entries name it. */
export interface Passage {
  readonly messageId: string;
  readonly correlationId: string;
  readonly sent: Meter;
  readonly received: Meter;
}

/**
 * Turns an application's answer into the mediator's, streaming its body. The entry of the message log is on the disk
 * before the answer ends.
 */
export async function passBack(
  mediator: Mediator,
  method: string,
  running: Exchange,
  passage: Passage,
): Promise<Response> {
  const { answer } = running;
  const status = answer.statusCode ?? 502;
  if (status < 200 || status > 599) {
    running.end();
    throw new Refusal(502, "Server.BadAnswer", `the application answered with status ${status}`);
  }
  const headers = headersToReturn(answer.rawHeaders, passage.correlationId);
  if (method === "HEAD" || BODYLESS.has(status)) {
    answer.resume();
    await logEnd(mediator, passage, status, true);
    return new Response(null, { status, headers });
  }
  const stream = relay(mediator, running, passage, status);
  return new Response(ReadableStream.from(stream), { status, headers });
}

/**
 * Passes the answer's body on. Where its length is known the receiver is done with the last byte, so that one waits
 * for the log; else the receiver waits for the stream's end.
 */
async function* relay(
  mediator: Mediator,
  running: Exchange,
  passage: Passage,
  status: number,
): AsyncGenerator<Uint8Array> {
  const { answer } = running;
  const length = Number(answer.headers["content-length"] ?? Number.NaN);
  let logged = false;
  try {
    for await (const chunk of chunksOf(answer)) {
      passage.received.add(chunk);
      if (passage.received.bytes === length) {
        await logEnd(mediator, passage, status, true);
        logged = true;
      }
      yield chunk;
    }
    if (!logged) await logEnd(mediator, passage, status, answer.complete);
    logged = true;
  } finally {
    running.end();
    if (!logged) await logEnd(mediator, passage, status, false);
  }
}

/** An answer that is cut off breaks off ours too, so that nobody takes a part for the whole. */
async function* chunksOf(answer: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of answer as AsyncIterable<Uint8Array>) yield chunk;
  } catch {
    const cut = new Error("the application broke off its answer");
    // The HTTP adapter prints whatever ends a stream, and a trace of ours would tell nobody anything.
    cut.stack = JSON.stringify({ level: "warn", message: cut.message });
    throw cut;
  }
}

/** Logs how a call ended; `complete` tells whether the answer came to its end. */
export function logEnd(
  mediator: Mediator,
  passage: Passage,
  status: number,
  complete: boolean,
): Promise<void> {
  const { correlationId, messageId, sent, received } = passage;
  return mediator.store.write((db) =>
    appendEntry(db, {
      kind: "response",
      correlationId,
      messageId,
      status,
      complete,
      requestDigest: sent.digest,
      requestBytes: sent.bytes,
      responseDigest: received.digest,
      responseBytes: received.bytes,
    }),
  );
}
