import { setTimeout as startTimer } from "node:timers";
import { setTimeout } from "node:timers/promises";
import { formatIdentifier } from "../../charts/spi/index.ts";
import type { Outbound } from "../outbound.ts";
import type { Store } from "../store.ts";
import { appendEntry } from "./message-log.ts";
import { type DuePush, expirePush, findDue, listPushSubscriptions, settlePush } from "./owed.ts";
import { pushEvent } from "./push.ts";

const LONGEST_PAUSE = 60_000;
const STORE_PAUSE = 1000;
/** How many events go to one subscriber at a time, and to all together. */
const LANE_WIDTH = 8;
const TOTAL_WIDTH = 64;

/** One subscription's events on their way. */
interface Lane {
  readonly running: Set<number>;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Pushes owed events to the service `events` of their subscribers until each is acknowledged by a 2xx answer, expires
 * or is stopped. The queue is the store: after a crash whatever was not acknowledged is sent again, so that a
 * subscriber can get an event twice and knows it by its id.
 */
export class Delivery {
  readonly #store: Store;
  readonly #outbound: Outbound;
  readonly #retryBaseMs: number;
  readonly #lanes = new Map<number, Lane>();
  readonly #tasks = new Set<Promise<void>>();
  readonly #waiting = new Set<number>();
  #closed = false;

  constructor(store: Store, outbound: Outbound, retryBaseMs: number) {
    this.#store = store;
    this.#outbound = outbound;
    this.#retryBaseMs = retryBaseMs;
  }

  /** Looks at every subscription: at the start, and when the addresses may have changed. */
  wakeAll(): void {
    for (const id of this.#store.read(listPushSubscriptions)) this.wake(id);
  }

  /** Looks for events of this subscription that are due, and begins to send them. */
  wake(subscription: number): void {
    if (this.#closed) return;
    const lane = this.#lanes.get(subscription) ?? { running: new Set<number>(), timer: undefined };
    this.#lanes.set(subscription, lane);
    clearTimeout(lane.timer);
    lane.timer = undefined;
    const due = this.#store.read((db) => findDue(db, subscription, LANE_WIDTH + lane.running.size));
    for (const push of due) if (!this.#consider(push, lane)) break;
    if (lane.running.size === 0 && lane.timer === undefined) this.#lanes.delete(subscription);
  }

  /** Begins no further attempt and waits for the end of those that run. The connections must be closed already. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const lane of this.#lanes.values()) clearTimeout(lane.timer);
    await Promise.allSettled(this.#tasks);
  }

  /** Whether the ones after this may go too. */
  #consider(push: DuePush, lane: Lane): boolean {
    if (lane.running.has(push.sequence)) return !push.fifo;
    if (lane.running.size >= (push.fifo ? 1 : LANE_WIDTH)) return false;
    const pause = push.nextAt - Date.now();
    if (pause > 0 && push.expiresAt > Date.now()) {
      lane.timer = startTimer(() => this.wake(push.subscription), pause);
      return false;
    }
    if (this.#tasks.size >= TOTAL_WIDTH) {
      this.#waiting.add(push.subscription);
      return false;
    }
    lane.running.add(push.sequence);
    const task = this.#attempt(push)
      .catch(async (error: unknown) => {
        process.stderr.write(`${JSON.stringify({ level: "error", message: String(error) })}\n`);
        // The store does not take the outcome: to try at once again would only push the event over and over.
        await setTimeout(STORE_PAUSE);
      })
      .finally(() => {
        lane.running.delete(push.sequence);
        this.#tasks.delete(task);
        this.#goOn(push.subscription);
      });
    this.#tasks.add(task);
    return true;
  }

  #goOn(subscription: number): void {
    const [waiting] = this.#waiting;
    this.wake(subscription);
    if (waiting === undefined) return;
    this.#waiting.delete(waiting);
    this.wake(waiting);
  }

  async #attempt(push: DuePush): Promise<void> {
    if (push.expiresAt <= Date.now()) {
      await this.#store.write((db) => expirePush(db, push));
      return;
    }
    const status = await pushEvent(this.#outbound, push);
    // An attempt that the end of the server broke off is not the subscriber's failure.
    if (this.#closed && status === undefined) return;
    const acknowledged = status !== undefined && status >= 200 && status < 300;
    const nextAt = Date.now() + pauseAfter(push.attempts, this.#retryBaseMs);
    await this.#store.write((db) => {
      settlePush(db, push, acknowledged ? undefined : nextAt);
      appendEntry(db, {
        kind: "delivery",
        correlationId: push.event.correlationId,
        subscriber: formatIdentifier(push.subscriber),
        room: push.room,
        eventType: push.event.eventType,
        event: push.event.id,
        outcome: acknowledged ? "acknowledged" : "retry",
        status: status ?? "unreachable",
      });
    });
  }
}

/** Exponential with jitter: half of the pause is by chance, so that subscribers that fail together part again. */
export function pauseAfter(attempts: number, baseMs: number, chance: number = Math.random()): number {
  const full = Math.min(LONGEST_PAUSE, baseMs * 2 ** Math.min(attempts, 30));
  return Math.round(full * (0.5 + chance / 2));
}
