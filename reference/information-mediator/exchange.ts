import type { ClientRequest, IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { setTimeout as delay } from "node:timers/promises";
import type { Outbound, OutboundCall } from "../outbound.ts";
import { Refusal } from "../refusal.ts";
import { type Meter, metered } from "./meter.ts";

/** How long it may take until a connection is there, in milliseconds: to anywhere, and to a part of the stack. */
const CONNECT_MS = 3000;
const CONNECT_INSIDE_MS = 1000;
/**
 * For how long a part of the stack that is not there is waited for, in milliseconds: one pod that is exchanged for another
 * is away for some seconds. Nobody else is waited for, who may be away for good.
 */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 200;
/** Nobody listens at the address, or nobody has it. */
const GONE = new Set(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH"]);

/** An application's answer, whose body is still to be read. */
export interface Exchange {
  readonly answer: IncomingMessage;
  /** Ends what is still running of the call; a connection that is through with it is kept. */
  end(): void;
}

/**
 * Calls an application, streaming the body to it, and returns as soon as its answer begins. Throws 504 where it does
 * not begin in time, 503 where nobody listens there, and 502 where there is no connection for another reason.
 */
export async function exchange(
  outbound: Outbound,
  call: OutboundCall,
  body: ReadableStream<Uint8Array> | null,
  meter: Meter,
  timeoutMs: number,
): Promise<Exchange> {
  const inside = outbound.isInside(call.base);
  const limits = { connectMs: inside ? CONNECT_INSIDE_MS : CONNECT_MS, timeoutMs };
  const patience = inside ? Math.min(PATIENCE_MS, timeoutMs) : 0;
  const tryIt = () => attempt(outbound, call, body, meter, limits);
  const repeatable = body === null && (call.method === "GET" || call.method === "HEAD");
  try {
    return await untilThere(tryIt, patience).catch((error: unknown) => {
      if (!repeatable || !isStale(error)) throw error;
      return untilThere(tryIt, patience);
    });
  } catch (error) {
    throw asRefusal(error);
  }
}

/** Tries again for so many milliseconds, as long as nobody is there: nothing has been sent then. */
async function untilThere(tryIt: () => Promise<Exchange>, patienceMs: number): Promise<Exchange> {
  const end = performance.now() + patienceMs;
  for (;;) {
    try {
      return await tryIt();
    } catch (error) {
      if (!isNotThere(error) || performance.now() >= end) throw error;
      await delay(PAUSE_MS);
    }
  }
}

/** The application closed a kept connection just as it was taken up again. Only what has no body can be repeated. */
function isStale(error: unknown): boolean {
  const { code, stale } = error as NodeJS.ErrnoException & { stale?: boolean };
  return code === "ECONNRESET" && stale === true;
}

/** Nothing has been sent, not even the beginning of the body. */
function isNotThere(error: unknown): boolean {
  return error instanceof NotThere || GONE.has((error as NodeJS.ErrnoException).code ?? "");
}

/** A connection was not there in time. */
class NotThere extends Error {}

function attempt(
  outbound: Outbound,
  call: OutboundCall,
  body: ReadableStream<Uint8Array> | null,
  meter: Meter,
  { connectMs, timeoutMs }: { readonly connectMs: number; readonly timeoutMs: number },
): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const request = outbound.open(call);
    const timer = setTimeout(() => {
      reject(new Refusal(504, "Server.Timeout", "the application did not answer in time"));
      request.destroy();
    }, timeoutMs);
    const end = awaitConnection(request, connectMs, {
      there: () => {
        if (body !== null) send(body, request, meter).catch(reject);
      },
      notThere: () => {
        clearTimeout(timer);
        reject(new NotThere());
        request.destroy();
      },
    });
    request.on("error", (error) => {
      end();
      clearTimeout(timer);
      reject(Object.assign(error, { stale: request.reusedSocket }));
    });
    request.on("response", (answer) => {
      clearTimeout(timer);
      // From here on the application may take its time, but not fall silent.
      request.setTimeout(timeoutMs, () => request.destroy());
      resolve({
        answer,
        end: () => {
          if (!answer.complete || !request.writableFinished) request.destroy();
        },
      });
    });
    if (body === null) request.end();
    else request.flushHeaders();
  });
}

/**
 * Tells when a connection is there, and gives it up where it is not there in time: the address of a pod that is gone
 * answers nothing for a while. What is returned ends the waiting.
 */
function awaitConnection(
  request: ClientRequest,
  limitMs: number,
  { there, notThere }: { readonly there: () => void; readonly notThere: () => void },
): () => void {
  const timer = setTimeout(notThere, limitMs);
  const connected = () => {
    clearTimeout(timer);
    there();
  };
  request.once("socket", (socket) => {
    if (request.reusedSocket) connected();
    else socket.once(request.protocol === "https:" ? "secureConnect" : "connect", connected);
  });
  return () => clearTimeout(timer);
}

/** An application may answer before it has read everything; what it then does not take is no error. */
async function send(body: ReadableStream<Uint8Array>, request: ClientRequest, meter: Meter): Promise<void> {
  await pipeline(Readable.fromWeb(body), metered(meter), request);
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (isNotThere(error))
    return new Refusal(503, "Server.NetworkError", "the application is not there at the moment");
  return new Refusal(502, "Server.NetworkError", "the application cannot be reached");
}
