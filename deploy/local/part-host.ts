import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { ReferenceConfig } from "../../charts/spi/index.ts";
import type { Served } from "../../reference/serve.ts";
import type { Asks, Done, Order, StartOptions } from "./part-thread.ts";

/** The reference servers of a stack, in threads of their own. */
export interface PartHost {
  /**
   * Starts a part; its port is released when it is about to listen. Throws with one sentence, and the system's code if
   * there is one, where it does not start.
   */
  start(config: ReferenceConfig, options: StartOptions, releasePort?: () => Promise<void>): Promise<Served>;
  /** Ends the threads; parts that still run are not asked. */
  close(): Promise<void>;
}

type Unnumbered<T> = T extends unknown ? Omit<T, "number"> : never;

/** An order that is not answered yet. */
interface Waiting {
  resolve(done: Done): void;
  reject(error: Error): void;
  releasePort(): Promise<void>;
}

/** Nobody held the port. */
const noPort = () => Promise.resolve();

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
    start: (config, options, releasePort) => {
      const thread = opened[started % opened.length];
      started += 1;
      if (thread === undefined) throw new TypeError("parts need a thread");
      return thread.start(config, options, releasePort);
    },
    close: async () => void (await Promise.all(opened.map((thread) => thread.close()))),
  };
}

function openThread(): PartHost {
  // From source in a checkout, compiled in the package.
  const file = import.meta.url.replace(/part-host(?=\.\w+$)/, "part-thread");
  const worker = new Worker(new URL(file));
  const waiting = new Map<number, Waiting>();
  let orders = 0;
  const give = (order: Unnumbered<Order>, releasePort = noPort): Promise<Done> => {
    orders += 1;
    const number = orders;
    return new Promise((resolve, reject) => {
      waiting.set(number, { resolve, reject, releasePort });
      worker.postMessage({ ...order, number });
    });
  };
  const loseAll = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on("message", (done: Done | Asks) => {
    const order = waiting.get(done.number);
    if ("asks" in done) {
      const released = { order: "released", number: done.number } satisfies Order;
      void order?.releasePort().then(() => worker.postMessage(released));
      return;
    }
    waiting.delete(done.number);
    if (done.trouble === undefined) order?.resolve(done);
    else order?.reject(Object.assign(new Error(done.trouble), { code: done.code }));
  });
  // A defect of a server ends the process, as it would without a thread.
  worker.on("error", (error: Error) => {
    loseAll(error);
    throw error;
  });
  worker.on("exit", () => loseAll(new Error("the thread of the parts has ended")));
  return {
    start: async (config, options, releasePort) => {
      const { url = "", port = 0 } = await give({ order: "start", config, options }, releasePort);
      const stop = async () => void (await give({ order: "stop", part: config.part }));
      return { url, port, stop };
    },
    close: async () => void (await worker.terminate()),
  };
}
