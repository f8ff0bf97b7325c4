import type { Random } from "./random.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

/** Somebody on loopback who takes alerts. */
export interface SchedulerSink extends Receiver {
  /** `SCHEDULE PATH` of every alert that was taken, with the ids under which it came. */
  readonly taken: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Starts it; it refuses alerts with this probability, which then have to come again. */
export async function startSchedulerSink(random: Random, refusals: number): Promise<SchedulerSink> {
  const taken = new Map<string, Set<string>>();
  const receiver = await startReceiver(random, refusals, ({ path, body }) => {
    const key = `${body.alert_schedule_id} ${path}`;
    taken.set(key, (taken.get(key) ?? new Set()).add(String(body.alert_id)));
  });
  return { ...receiver, taken };
}
