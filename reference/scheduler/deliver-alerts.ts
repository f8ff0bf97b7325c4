import { randomUUID } from "node:crypto";
import { formatIdentifier, type ReferenceConfig } from "../../charts/spi/index.ts";
import { callBack } from "../call-back.ts";
import type { Outbound } from "../outbound.ts";
import { firstRow, runSql } from "../sql.ts";
import type { Store } from "../store.ts";
import { Worker } from "../worker.ts";
import {
  type AlertContent,
  type DueAlert,
  findDueAlerts,
  findDueSchedules,
  nextAlertAt,
  nextScheduleAt,
  settleAlert,
  writeOutSchedule,
} from "./alerts.ts";
import type { Clock } from "./clock.ts";
import type { SchedulerSettings } from "./settings.ts";

const LONGEST_PAUSE_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;
const WIDTH = 16;

/** The background work of the scheduler: what is due is written down, and what is written down is brought out. */
export interface Alerting {
  /** Looks for what is due. */
  wake(): void;
  close(): Promise<void>;
}

/** Starts nothing yet; `wake` does. */
export function createAlerting(
  config: ReferenceConfig,
  settings: SchedulerSettings,
  store: Store,
  outbound: Outbound,
  clock: Clock,
): Alerting {
  const emails = settings.messagingPath !== undefined;
  const planner = new Worker<number>({
    ...dueBy(clock, store, findDueSchedules, nextScheduleAt),
    keyOf: String,
    run: async (id) => {
      await store.write((db) => writeOutSchedule(db, id, clock.now(), emails));
      courier.wake();
    },
    width: 1,
  });
  const bring = createBringer(config, settings, store, outbound);
  const courier = new Worker<DueAlert>({
    ...dueBy(clock, store, findDueAlerts, nextAlertAt),
    keyOf: ({ id }) => id,
    run: async (alert, stop) => {
      const status = await bring(alert, stop);
      const isTaken = status !== undefined && status >= 200 && status < 300;
      // An attempt that the end of the server broke off is not the receiver's failure.
      if (stop.aborted && !isTaken) return;
      const now = clock.now();
      const isOld = now - alert.since >= settings.giveUpAfterHours * HOUR_MS;
      const pause = Math.min(settings.retryBaseMs * 2 ** Math.min(alert.attempts, 20), LONGEST_PAUSE_MS);
      const again = isOld ? ("givenUp" as const) : { nextAt: now + pause };
      await store.write((db) => settleAlert(db, alert.id, status, isTaken ? "taken" : again));
    },
    width: WIDTH,
  });
  const wake = () => {
    planner.wake();
    courier.wake();
  };
  clock.watch?.(wake);
  return {
    wake,
    close: async () => {
      await Promise.all([planner.close(), courier.close()]);
    },
  };
}

/** What is due by this clock, told in the time of the machine, by which workers wait. */
function dueBy<T>(
  clock: Clock,
  store: Store,
  find: (db: Parameters<Parameters<Store["read"]>[0]>[0], now: number, limit: number) => readonly T[],
  nextAt: (db: Parameters<Parameters<Store["read"]>[0]>[0]) => number | undefined,
) {
  return {
    due: (_: number, limit: number) => store.read((db) => find(db, clock.now(), limit)),
    next: (now: number) => {
      const at = store.read(nextAt);
      return at === undefined ? undefined : now + Math.max(0, at - clock.now());
    },
  };
}

/** Brings an alert to its place; the status of the answer, undefined where none came. */
function createBringer(
  config: ReferenceConfig,
  { messagingPath }: SchedulerSettings,
  store: Store,
  outbound: Outbound,
): (alert: DueAlert, stop: AbortSignal) => Promise<number | undefined> {
  const { identifier, institutions, mediator } = config;
  const client = formatIdentifier(identifier);
  const sender = institutions[`${identifier.memberClass}/${identifier.memberCode}`] ?? config.part;
  const apiKey = messagingPath === undefined ? "" : readApiKey(store);
  return ({ id, channel, place, content }, stop) => {
    const headers = { "x-correlation-id": id, "x-govstack-client": client };
    if (channel === "call")
      return callBack(outbound, { url: place, method: "POST", headers, body: content }, stop);
    const { event_name, message_body } = JSON.parse(content) as AlertContent;
    const email = {
      senderInfo: { organisationName: sender },
      recipientInfo: { email: place },
      // A line break in a title would begin a header of its own, and is refused.
      emailContent: { encoding: "UTF-8", title: event_name.replace(/\s+/g, " "), content: message_body },
    };
    const url = `${mediator ?? ""}${messagingPath ?? ""}/send/email/single`;
    const body = JSON.stringify(email);
    return callBack(outbound, { url, method: "POST", headers: { ...headers, apikey: apiKey }, body }, stop);
  };
}

/** The key by which the messaging part knows whose e-mails these are: made once, since it is nobody's secret but ours. */
function readApiKey(store: Store): string {
  return store.initialize((db) => {
    const sql = "SELECT value FROM meta WHERE key = 'apiKey'";
    const known = firstRow<{ value: string }>(db, sql)?.value;
    if (known !== undefined) return known;
    const made = randomUUID();
    runSql(db, "INSERT INTO meta (key, value) VALUES ('apiKey', ?)", made);
    return made;
  });
}
