import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Random } from "./random.ts";

/** A call-back that arrived. */
export interface Arrival {
  /** The last word of the path that was called. */
  readonly owner: string;
  // biome-ignore lint/suspicious/noExplicitAny: call-backs have many shapes
  readonly body: any;
}

/** Somebody on loopback who takes the call-backs of payments. */
export interface PaymentsSink {
  readonly url: string;
  /** In the order of their arrival; some twice. */
  readonly arrived: readonly Arrival[];
  close(): Promise<void>;
}

/** Starts it; it refuses calls with that probability, which then have to come again. */
export async function startPaymentsSink(random: Random, refusals: number): Promise<PaymentsSink> {
  const arrived: Arrival[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    // A killed server breaks off its request: then there is nothing to answer.
    request.on("error", () => response.destroy());
    request.on("end", () => {
      if (random.chance(refusals)) {
        response.writeHead(503).end();
        return;
      }
      const { pathname } = new URL(request.url ?? "/", "http://sink");
      arrived.push({ owner: pathname.slice(1), body: JSON.parse(Buffer.concat(chunks).toString("utf8")) });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    arrived,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
