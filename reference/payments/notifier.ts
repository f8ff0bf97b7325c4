import { callBack } from "../call-back.ts";
import type { Outbound } from "../outbound.ts";
import type { Store } from "../store.ts";
import { Worker } from "../worker.ts";
import { type DueNotice, dueNotices, nextNotice, settleNotice } from "./notices.ts";

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
    const headers = {
      ...(JSON.parse(notice.headers) as Record<string, string>),
      "information-mediator-client": client,
      "x-govstack-client": client,
    };
    const status = await callBack(outbound, { ...notice, headers }, stop);
    const isTaken = status !== undefined && status >= 200 && status < 300;
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
