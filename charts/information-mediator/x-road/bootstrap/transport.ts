import { type IncomingHttpHeaders, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { TLSSocket } from "node:tls";

/** Milliseconds that one request may take; a server that writes its configuration is slow. */
const TIMEOUT_MS = 60_000;

/** What is sent. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** What came back, whatever its status. */
export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends a request; no answer within a minute, and none at all, throw. */
export type Transport = (asked: Asked, stop: AbortSignal) => Promise<Answered>;

/**
 * A transport that keeps to the certificate that a host showed first. The administration of X-Road's servers has
 * certificates that the servers made themselves, so there is no authority to ask; only requests of this transport are
 * excepted, and only while the host stays the same.
 */
export function openTransport(timeout = TIMEOUT_MS): Transport {
  const pinned = new Map<string, string>();
  return (asked, stop) =>
    new Promise((resolve, reject) => {
      const url = new URL(asked.url);
      const signal = AbortSignal.any([stop, AbortSignal.timeout(timeout)]);
      const options = { method: asked.method, headers: asked.headers ?? {}, signal };
      const sent =
        url.protocol === "https:"
          ? requestHttps(url, { ...options, rejectUnauthorized: false, agent: false })
          : requestHttp(url, { ...options, agent: false });
      const fail = (error: Error) => {
        const reason = reasonOf(signal.aborted ? (signal.reason as Error) : error);
        reject(new Error(`${url.host} does not answer: ${reason}`));
      };
      sent.on("error", fail);
      sent.on("socket", (socket) => {
        socket.once("secureConnect", () => {
          const trouble = strangerAt(url.host, socket as TLSSocket, pinned);
          if (trouble !== undefined) sent.destroy(trouble);
        });
      });
      sent.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", fail);
        response.on("end", () => {
          const { statusCode: status = 0, headers } = response;
          resolve({ status, headers, body: Buffer.concat(chunks) });
        });
      });
      sent.end(asked.body);
    });
}

function strangerAt(host: string, socket: TLSSocket, pinned: Map<string, string>): Error | undefined {
  const shown = socket.getPeerCertificate().fingerprint256 ?? "";
  const known = pinned.get(host) ?? shown;
  pinned.set(host, known);
  return shown === known && shown !== "" ? undefined : new Error("it shows another certificate than before");
}

function reasonOf(error: Error): string {
  if (error.name === "TimeoutError") return "it took too long";
  return error.message === "" ? error.name : error.message;
}
