import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Random } from "./random.ts";

/** A service on loopback that service tasks call. */
export interface WorkflowSink {
  readonly url: string;
  /** The idempotency keys of the calls that were taken, by the instance that they said. */
  readonly taken: ReadonlyMap<string, ReadonlySet<string>>;
  close(): Promise<void>;
}

/** Starts it; it refuses calls with this probability. */
export async function startWorkflowSink(random: Random, refusals: number): Promise<WorkflowSink> {
  const taken = new Map<string, Set<string>>();
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
      const { instanceId } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { instanceId: string };
      const keys = taken.get(instanceId) ?? new Set<string>();
      taken.set(instanceId, keys.add(String(request.headers["idempotency-key"])));
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/service`,
    taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
