import { parentPort } from "node:worker_threads";
import type { ReferenceConfig } from "../../charts/spi/index.ts";
import { type Served, type ServeOptions, serveReference } from "../../reference/serve.ts";

/** What the thread is told to do; the answer carries the same number. */
export type Order =
  | {
      readonly order: "start";
      readonly number: number;
      readonly config: ReferenceConfig;
      readonly options: ServeOptions;
    }
  | { readonly order: "stop"; readonly number: number; readonly part: string };

/** What came of an order: where the part listens now, or in one sentence why it does not. */
export interface Done {
  readonly number: number;
  readonly url?: string;
  readonly port?: number;
  readonly trouble?: string;
}

const served = new Map<string, Served>();

async function carryOut(order: Order): Promise<Omit<Done, "number">> {
  if (order.order === "start") {
    const server = await serveReference(order.config, order.options);
    served.set(order.config.part, server);
    return { url: server.url, port: server.port };
  }
  await served.get(order.part)?.stop();
  served.delete(order.part);
  return {};
}

parentPort?.on("message", (order: Order) => {
  const { number } = order;
  carryOut(order).then(
    (done) => parentPort?.postMessage({ number, ...done } satisfies Done),
    (error: Error) => parentPort?.postMessage({ number, trouble: error.message } satisfies Done),
  );
});
