import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { Random } from "./random.ts";

/** A call that came to its end. */
export interface ReceivedCall {
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: calls have many shapes
  readonly body: any;
}

/** Somebody on loopback who is called. */
export interface Receiver {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts it; it refuses calls with this probability, which then have to come again, and hands on those that it takes. */
export async function startReceiver(
  random: Random,
  refusals: number,
  take: (call: ReceivedCall) => void,
): Promise<Receiver> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    // A killed server breaks off its request: then there is nothing to answer.
    request.on("error", () => response.destroy());
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (random.chance(refusals)) {
        response.writeHead(503).end();
        return;
      }
      const { url: path = "/", headers } = request;
      take({ path, headers, body: JSON.parse(Buffer.concat(chunks).toString("utf8")) });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
