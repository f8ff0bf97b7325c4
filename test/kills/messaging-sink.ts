import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Random } from "./random.ts";

/** An application on loopback that is called back. */
export interface MessagingSink {
  readonly url: string;
  /** `REQUESTUID META` of every call-back that was taken. */
  readonly taken: ReadonlySet<string>;
  close(): Promise<void>;
}

/** Starts it; it refuses call-backs with this probability. */
export async function startMessagingSink(random: Random, refusals: number): Promise<MessagingSink> {
  const taken = new Set<string>();
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
      const { meta } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { meta: string };
      taken.add(`${String(request.headers["requestuid"])} ${meta}`);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/back`,
    taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
