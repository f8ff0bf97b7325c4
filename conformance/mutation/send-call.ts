import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { Answer, Call } from "./call.ts";

/** Headers that belong to one connection and are not passed on. */
const OF_CONNECTION = new Set([
  "connection",
  "content-length",
  "date",
  "host",
  "keep-alive",
  "transfer-encoding",
]);

/** Sends a call to an address and reads the whole answer. Rejects where the connection fails. */
export function sendCall(address: string, { method, path, headers, body }: Call): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const { hostname, port, pathname } = new URL(address);
  const length = body === "" ? {} : { "content-length": String(Buffer.byteLength(body)) };
  const below = pathname === "/" ? "" : pathname.replace(/\/$/, "");
  const request = httpRequest(
    { hostname, port, method, path: `${below}${path}`, headers: { ...headers, ...length } },
    (response) => {
      readText(response).then(
        (text) => resolve(answerOf(response, text)),
        (error: unknown) => reject(error),
      );
    },
  );
  request.on("error", reject);
  request.end(body);
  return promise;
}

function answerOf(response: IncomingMessage, body: string): Answer {
  return { status: response.statusCode ?? 0, headers: flatten(response.headers), body };
}

/** The whole body. Rejects where it breaks off. */
export async function readText(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** The headers that are passed on. */
export function flatten(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !OF_CONNECTION.has(name))
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
  );
}
