import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Random } from "./random.ts";

/** An application on loopback that provides a service and takes call-backs, under any path. */
export interface Sink {
  readonly url: string;
  /** Ids of events by path in the order of their first arrival that was acknowledged. */
  readonly arrived: ReadonlyMap<string, Set<string>>;
  close(): Promise<void>;
}

/**
 * Starts it. `/echo...` answers what was sent and `/openapi.json` describes it; other paths take events, and refuse
 * some with the probability that `refusals` says.
 */
export async function startSink(random: Random, refusals: Readonly<Record<string, number>>): Promise<Sink> {
  const arrived = new Map<string, Set<string>>();
  const server = createServer((request, response) => {
    void answer(request, response, random, refusals, arrived).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    arrived,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  random: Random,
  refusals: Readonly<Record<string, number>>,
  arrived: Map<string, Set<string>>,
): Promise<void> {
  const chunks: Buffer[] = [];
  // A killed mediator breaks off its request: then there is nothing to answer.
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  const path = request.url ?? "/";
  if (path === "/openapi.json") {
    response.writeHead(200, { "Content-Type": "application/json" }).end('{"openapi":"3.1.0","paths":{}}');
    return;
  }
  if (path.startsWith("/echo")) {
    response.writeHead(200, { "Content-Type": "application/json" }).end(text || "{}");
    return;
  }
  if (random.chance(refusals[path] ?? 0)) {
    response.writeHead(503).end();
    return;
  }
  const ids = arrived.get(path) ?? new Set<string>();
  arrived.set(path, ids.add((JSON.parse(text) as { id: string }).id));
  response.writeHead(204).end();
}
