import { Worker } from "node:worker_threads";
import type { ReferenceConfig } from "../../charts/spi/index.ts";
import type { Served, ServeOptions } from "../../reference/serve.ts";
import type { Done, Order } from "./part-thread.ts";

/** The reference servers of a stack, in a thread of their own. */
export interface PartHost {
  /** Starts a part. Throws with one sentence where it does not start. */
  start(config: ReferenceConfig, options: ServeOptions): Promise<Served>;
  /** Ends the thread; parts that still run are not asked. */
  close(): Promise<void>;
}

type Unnumbered<T> = T extends unknown ? Omit<T, "number"> : never;

/**
 * Starts the thread: checks and servers are about equally busy, and one processor each does the work of both in little
 * more than half of the time. All parts share one thread, for each takes the memory of a Node.js of its own.
 */
export function openPartHost(): PartHost {
  // From source in a checkout, compiled in the package.
  const file = import.meta.url.replace(/part-host(?=\.\w+$)/, "part-thread");
  const worker = new Worker(new URL(file));
  const waiting = new Map<number, { resolve(done: Done): void; reject(error: Error): void }>();
  let orders = 0;
  const give = (order: Unnumbered<Order>): Promise<Done> => {
    orders += 1;
    const number = orders;
    return new Promise((resolve, reject) => {
      waiting.set(number, { resolve, reject });
      worker.postMessage({ ...order, number });
    });
  };
  const loseAll = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on("message", (done: Done) => {
    const order = waiting.get(done.number);
    waiting.delete(done.number);
    if (done.trouble === undefined) order?.resolve(done);
    else order?.reject(new Error(done.trouble));
  });
  // A defect of a server ends the process, as it would without a thread.
  worker.on("error", (error: Error) => {
    loseAll(error);
    throw error;
  });
  worker.on("exit", () => loseAll(new Error("the thread of the parts has ended")));
  return {
    start: async (config, options) => {
      const { url = "", port = 0 } = await give({ order: "start", config, options });
      const stop = async () => void (await give({ order: "stop", part: config.part }));
      return { url, port, stop };
    },
    close: async () => void (await worker.terminate()),
  };
}
