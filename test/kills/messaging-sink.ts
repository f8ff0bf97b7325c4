import type { Random } from "./random.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

/** An application on loopback that is called back. */
export interface MessagingSink extends Receiver {
  /** `REQUESTUID META` of every call-back that was taken. */
  readonly taken: ReadonlySet<string>;
}

/** Starts it; it refuses call-backs with this probability. */
export async function startMessagingSink(random: Random, refusals: number): Promise<MessagingSink> {
  const taken = new Set<string>();
  const { url, close } = await startReceiver(random, refusals, ({ headers, body }) => {
    taken.add(`${String(headers["requestuid"])} ${body.meta}`);
  });
  return { url: `${url}/back`, close, taken };
}
