import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { ReferenceConfig } from "../../charts/spi/index.ts";
import type { Served, ServeOptions } from "../../reference/serve.ts";
import type { Done, Order } from "./part-thread.ts";

/** The reference servers of a stack, in threads of their own. */
export interface PartHost {
  /** Starts a part. Throws with one sentence where it does not start. */
  start(config: ReferenceConfig, options: ServeOptions): Promise<Served>;
  /** Ends the threads; parts that still run are not asked. */
  close(): Promise<void>;
}

type Unnumbered<T> = T extends unknown ? Omit<T, "number"> : never;

/** Each thread takes the memory of a Node.js of its own, so there are no more of them than help. */
const MOST_THREADS = 2;

/**
 * Starts the threads. Servers work more than the checks that ask them, so two threads of them and one of checks keep two
 * processors busy, and one keeps half of one idle.
 */
export function openPartHost(threads = Math.min(MOST_THREADS, availableParallelism())): PartHost {
  const opened = Array.from({ length: threads }, openThread);
  let started = 0;
  return {
    start: (config, options) => {
      const thread = opened[started % opened.length];
      started += 1;
      if (thread === undefined) throw new TypeError("parts need a thread");
      return thread.start(config, options);
    },
    close: async () => void (await Promise.all(opened.map((thread) => thread.close()))),
  };
}

function openThread(): PartHost {
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
