import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Random } from "./random.ts";

/** Somebody on loopback who takes alerts. */
export interface SchedulerSink {
  readonly url: string;
  /** `SCHEDULE PATH` of every alert that was taken, with the ids under which it came. */
  readonly taken: ReadonlyMap<string, ReadonlySet<string>>;
  close(): Promise<void>;
}

/** Starts it; it refuses alerts with this probability, which then have to come again. */
export async function startSchedulerSink(random: Random, refusals: number): Promise<SchedulerSink> {
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
      const alert = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Record<string, string>;
      const key = `${alert["alert_schedule_id"]} ${request.url}`;
      taken.set(key, (taken.get(key) ?? new Set()).add(String(alert["alert_id"])));
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
