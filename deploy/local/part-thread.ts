import { parentPort } from "node:worker_threads";
import type { ReferenceConfig } from "../../charts/spi/index.ts";
import { type Served, type ServeOptions, serveReference } from "../../reference/serve.ts";

/** How a part is started; what it waits for before it listens is the thread's own. */
export type StartOptions = Omit<ServeOptions, "beforeListen">;

/** What the thread is told to do; the answer carries the same number. A start goes on when its port is `released`. */
export type Order =
  | {
      readonly order: "start";
      readonly number: number;
      readonly config: ReferenceConfig;
      readonly options: StartOptions;
    }
  | { readonly order: "released"; readonly number: number }
  | { readonly order: "stop"; readonly number: number; readonly part: string };

/** What came of an order: where the part listens now, or in one sentence why it does not. */
export interface Done {
  readonly number: number;
  readonly url?: string;
  readonly port?: number;
  readonly trouble?: string;
  /** What the system calls the trouble, as `EADDRINUSE`. */
  readonly code?: string | undefined;
}

/** Says that a start needs its port now, which was held for it until here. */
export interface Asks {
  readonly number: number;
  readonly asks: "port";
}

const served = new Map<string, Served>();
const askers = new Map<number, () => void>();

function askForPort(number: number): Promise<void> {
  return new Promise((resolve) => {
    askers.set(number, resolve);
    parentPort?.postMessage({ number, asks: "port" } satisfies Asks);
  });
}

async function carryOut(order: Exclude<Order, { order: "released" }>): Promise<Omit<Done, "number">> {
  if (order.order === "start") {
    const beforeListen = () => askForPort(order.number);
    const server = await serveReference(order.config, { ...order.options, beforeListen });
    served.set(order.config.part, server);
    return { url: server.url, port: server.port };
  }
  await served.get(order.part)?.stop();
  served.delete(order.part);
  return {};
}

parentPort?.on("message", (order: Order) => {
  const { number } = order;
  if (order.order === "released") {
    askers.get(number)?.();
    askers.delete(number);
    return;
  }
  carryOut(order).then(
    (done) => parentPort?.postMessage({ number, ...done } satisfies Done),
    (error: NodeJS.ErrnoException) =>
      parentPort?.postMessage({ number, trouble: error.message, code: error.code } satisfies Done),
  );
});
