import type { Store } from "../store.ts";
import { Worker } from "../worker.ts";
import { expiredRequests, expireRequest, nextExpiredRequest, type RequestToPay } from "./requests-to-pay.ts";
import { expireIfDue } from "./voucher-life.ts";
import { nextExpiry, readVoucher } from "./vouchers.ts";

type Expired = { readonly voucher: string } | { readonly request: RequestToPay };

/** Ends vouchers and requests to pay whose time is over; what backed the vouchers goes back. */
export function createExpiry(store: Store, wake: () => void): Worker<Expired> {
  const due = (now: number, limit: number): Expired[] =>
    store.read((db) => {
      const voucher = nextExpiry(db);
      const isDue = voucher !== undefined && voucher.at <= now;
      const requests = expiredRequests(db, now, limit).map((request) => ({ request }));
      return [...(isDue ? [{ voucher: voucher.serial }] : []), ...requests];
    });
  return new Worker({
    due,
    next: () =>
      store.read((db) => {
        const times = [nextExpiry(db)?.at, nextExpiredRequest(db)].filter((at) => at !== undefined);
        return times.length === 0 ? undefined : Math.min(...times);
      }),
    keyOf: (one) => ("voucher" in one ? one.voucher : String(one.request.number)),
    run: async (one) => {
      const now = Date.now();
      await store.write((db) => {
        if ("request" in one) expireRequest(db, one.request, now);
        else {
          const voucher = readVoucher(db, one.voucher);
          if (voucher !== undefined) expireIfDue(db, voucher, now);
        }
      });
      wake();
    },
    width: 8,
  });
}
