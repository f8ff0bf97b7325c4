import { createHmac } from "node:crypto";
import { callBack } from "../call-back.ts";
import type { Outbound } from "../outbound.ts";
import type { Store } from "../store.ts";
import { Worker } from "../worker.ts";
import { type DueDelivery, dueDeliveries, nextDelivery, settleDelivery } from "./webhooks.ts";

const LONGEST_PAUSE_MS = 600_000;
const WIDTH = 16;

/**
 * Makes the deliveries that are due until each is taken with a 2xx; the first pause is `retryBaseMs`, and it doubles.
 * Each attempt is signed anew with the webhook's secret. One may arrive twice, after a crash.
 */
export function createNotifier(store: Store, outbound: Outbound, retryBaseMs: number): Worker<DueDelivery> {
  const run = async (delivery: DueDelivery, stop: AbortSignal): Promise<void> => {
    const { number, url, secret, body, correlationId, tries } = delivery;
    const timestamp = new Date().toISOString();
    const headers = {
      "x-correlation-id": correlationId,
      "x-webhook-timestamp": timestamp,
      "x-webhook-signature": `sha256=${signDelivery(secret, timestamp, body)}`,
    };
    const status = await callBack(outbound, { url, method: "POST", headers, body }, stop);
    const isTaken = status !== undefined && status >= 200 && status < 300;
    // An attempt that the end of the server broke off is not the receiver's failure.
    if (stop.aborted && !isTaken) return;
    const pause = Math.min(retryBaseMs * 2 ** Math.min(tries, 20), LONGEST_PAUSE_MS);
    const outcome = isTaken ? "taken" : { nextAt: Date.now() + pause };
    await store.write((db) => settleDelivery(db, number, outcome));
  };
  return new Worker({
    due: (now, limit) => store.read((db) => dueDeliveries(db, now, limit)),
    next: () => store.read(nextDelivery),
    keyOf: ({ number }) => String(number),
    run,
    width: WIDTH,
  });
}

/** HMAC-SHA-256 over the time, a full stop and the body, in hexadecimal. */
export function signDelivery(secret: string, timestamp: string, body: string): string {
  return createHmac("sha256", secret).update(`${timestamp}.${body}`, "utf8").digest("hex");
}
