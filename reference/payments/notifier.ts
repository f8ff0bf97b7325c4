import type { Outbound } from "../outbound.ts";
import type { Store } from "../store.ts";
import { type DueNotice, dueNotices, nextNotice, settleNotice } from "./notices.ts";
import { Worker } from "./worker.ts";

const TIMEOUT_MS = 10_000;
const LONGEST_PAUSE_MS = 600_000;
const WIDTH = 16;

/**
 * Makes the calls that are due until each is taken with a 2xx; the first pause is `retryBaseMs`, and it doubles. One
 * may arrive twice, after a crash. `client` is who calls, for mediators.
 */
export function createNotifier(
  store: Store,
  outbound: Outbound,
  retryBaseMs: number,
  client: string,
): Worker<DueNotice> {
  const run = async (notice: DueNotice, stop: AbortSignal): Promise<void> => {
    const isTaken = await send(outbound, notice, client, stop);
    // An attempt that the end of the server broke off is not the receiver's failure.
    if (stop.aborted && !isTaken) return;
    const pause = Math.min(retryBaseMs * 2 ** Math.min(notice.tries, 20), LONGEST_PAUSE_MS);
    const outcome = isTaken ? "taken" : { nextAt: Date.now() + pause };
    await store.write((db) => settleNotice(db, notice.number, outcome));
  };
  return new Worker({
    due: (now, limit) => store.read((db) => dueNotices(db, now, limit)),
    next: () => store.read(nextNotice),
    keyOf: ({ number }) => String(number),
    run,
    width: WIDTH,
  });
}

function send(outbound: Outbound, notice: DueNotice, client: string, stop: AbortSignal): Promise<boolean> {
  const url = new URL(notice.url);
  const body = Buffer.from(notice.body);
  return new Promise((resolve) => {
    try {
      const request = outbound.open({
        base: url,
        path: `${url.pathname}${url.search}`,
        method: notice.method,
        headers: {
          ...(JSON.parse(notice.headers) as Record<string, string>),
          "Information-Mediator-Client": client,
          "X-GovStack-Client": client,
          ...(body.byteLength === 0
            ? {}
            : {
                "Content-Type": "application/json; charset=utf-8",
                "Content-Length": String(body.byteLength),
              }),
        },
      });
      const breakOff = () => request.destroy();
      const timer = setTimeout(breakOff, TIMEOUT_MS);
      stop.addEventListener("abort", breakOff, { once: true });
      request.on("close", () => {
        clearTimeout(timer);
        stop.removeEventListener("abort", breakOff);
        resolve(false);
      });
      request.on("error", () => resolve(false));
      request.on("response", (answer) => {
        const status = answer.statusCode ?? 0;
        resolve(status >= 200 && status < 300);
        // The body is nobody's, but the connection can be used again only after it is read.
        answer.on("error", breakOff);
        answer.resume();
      });
      request.end(body);
    } catch {
      resolve(false);
    }
  });
}
