import type { Random } from "./random.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

/** A service on loopback that service tasks call. */
export interface WorkflowSink extends Receiver {
  /** The idempotency keys of the calls that were taken, by the instance that they said. */
  readonly taken: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Starts it; it refuses calls with this probability. */
export async function startWorkflowSink(random: Random, refusals: number): Promise<WorkflowSink> {
  const taken = new Map<string, Set<string>>();
  const { url, close } = await startReceiver(random, refusals, ({ headers, body }) => {
    const keys = taken.get(body.instanceId) ?? new Set<string>();
    taken.set(body.instanceId, keys.add(String(headers["idempotency-key"])));
  });
  return { url: `${url}/service`, close, taken };
}
