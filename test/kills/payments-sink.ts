import type { Random } from "./random.ts";
import { type ReceivedCall, type Receiver, startReceiver } from "./receiver.ts";

/** A call-back that arrived. */
export interface Arrival extends Pick<ReceivedCall, "body"> {
  /** The last word of the path that was called. */
  readonly owner: string;
}

/** Somebody on loopback who takes the call-backs of payments. */
export interface PaymentsSink extends Receiver {
  /** In the order of their arrival; some twice. */
  readonly arrived: readonly Arrival[];
}

/** Starts it; it refuses calls with that probability, which then have to come again. */
export async function startPaymentsSink(random: Random, refusals: number): Promise<PaymentsSink> {
  const arrived: Arrival[] = [];
  const { url, close } = await startReceiver(random, refusals, ({ path, body }) => {
    const { pathname } = new URL(path, "http://sink");
    arrived.push({ owner: pathname.slice(1), body });
  });
  return { url: `${url}/`, close, arrived };
}
