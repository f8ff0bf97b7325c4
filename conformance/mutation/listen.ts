import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Call } from "./call.ts";
import type { Damaged } from "./damage.ts";
import { flatten, readText } from "./send-call.ts";

/** A server on a free port of 127.0.0.1. */
export interface Listener {
  readonly url: string;
  /** Ends all connections too, also those whose answer was held back. */
  close(): Promise<void>;
}

/** Listens and answers what `handle` gives. Where that fails the connection is broken, as if nobody were there. */
export async function listen(
  handle: (call: Call) => Promise<Pick<Damaged, "answer" | "end">>,
): Promise<Listener> {
  const server = createServer((request, response) => {
    serve(handle, request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  handle: (call: Call) => Promise<Pick<Damaged, "answer" | "end">>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = "GET", url = "/", headers } = request;
  const call: Call = { method, path: url, headers: flatten(headers), body: await readText(request) };
  const { answer, end } = await handle(call);
  if (end === "held") return;
  const body = Buffer.from(answer.body);
  if (end === "cut" && body.length === 0) return void response.destroy();
  const length = answer.status === 204 ? {} : { "content-length": String(body.length) };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  if (end !== "cut") return void response.end(body);
  // What is written has to leave before the connection breaks, or the answer would be missing, not cut.
  response.write(body.subarray(0, Math.ceil(body.length / 2)), () => response.destroy());
}
