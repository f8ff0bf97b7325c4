import type { ClientRequest, IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { Outbound, OutboundCall } from "../outbound.ts";
import { Refusal } from "../refusal.ts";
import { type Meter, metered } from "./meter.ts";

/** How long it may take until a connection is there, in milliseconds. */
const CONNECT_MS = 3000;
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
  try {
    return await attempt(outbound, call, body, meter, timeoutMs);
  } catch (error) {
    // The application closed a kept connection just as it was taken up again. Only what has no body can be repeated.
    const { code, stale } = error as NodeJS.ErrnoException & { stale?: boolean };
    const repeatable = body === null && (call.method === "GET" || call.method === "HEAD");
    if (code !== "ECONNRESET" || stale !== true || !repeatable) throw asRefusal(error);
  }
  return attempt(outbound, call, body, meter, timeoutMs).catch((error: unknown) => {
    throw asRefusal(error);
  });
}

function attempt(
  outbound: Outbound,
  call: OutboundCall,
  body: ReadableStream<Uint8Array> | null,
  meter: Meter,
  timeoutMs: number,
): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const request = outbound.open(call);
    const timer = setTimeout(() => {
      reject(new Refusal(504, "Server.Timeout", "the application did not answer in time"));
      request.destroy();
    }, timeoutMs);
    const connected = limitConnecting(request, () => {
      clearTimeout(timer);
      reject(notThere());
    });
    request.on("error", (error) => {
      connected();
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
    else send(body, request, meter).catch(reject);
  });
}

/**
 * Gives up a connection that is not there in time: the address of a pod that is gone answers nothing for a while. What
 * is returned ends the waiting.
 */
function limitConnecting(request: ClientRequest, giveUp: () => void): () => void {
  const timer = setTimeout(() => {
    giveUp();
    request.destroy();
  }, CONNECT_MS);
  const end = () => clearTimeout(timer);
  request.once("socket", (socket) => {
    if (request.reusedSocket) end();
    else socket.once(request.protocol === "https:" ? "secureConnect" : "connect", end);
  });
  return end;
}

/** An application may answer before it has read everything; what it then does not take is no error. */
async function send(body: ReadableStream<Uint8Array>, request: ClientRequest, meter: Meter): Promise<void> {
  await pipeline(Readable.fromWeb(body), metered(meter), request);
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (GONE.has((error as NodeJS.ErrnoException).code ?? "")) return notThere();
  return new Refusal(502, "Server.NetworkError", "the application cannot be reached");
}

/** Nothing has been sent: so it is while the one pod of an application is exchanged for another. */
function notThere(): Refusal {
  return new Refusal(503, "Server.NetworkError", "the application is not there at the moment");
}
