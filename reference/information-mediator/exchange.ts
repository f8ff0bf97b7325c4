import type { ClientRequest, IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { Outbound, OutboundCall } from "../outbound.ts";
import { Refusal } from "../refusal.ts";
import { type Meter, metered } from "./meter.ts";

/** An application's answer, whose body is still to be read. */
export interface Exchange {
  readonly answer: IncomingMessage;
  /** Ends what is still running of the call; a connection that is through with it is kept. */
  end(): void;
}

/**
 * Calls an application, streaming the body to it, and returns as soon as its answer begins. Throws 504 where it does
 * not begin in time and 502 where there is no connection.
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
    request.on("error", (error) => {
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

/** An application may answer before it has read everything; what it then does not take is no error. */
async function send(body: ReadableStream<Uint8Array>, request: ClientRequest, meter: Meter): Promise<void> {
  await pipeline(Readable.fromWeb(body), metered(meter), request);
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal(502, "Server.NetworkError", "the application cannot be reached");
}
