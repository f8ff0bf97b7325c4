import type { Store } from "../store.ts";
import type { Clock } from "./clock.ts";
import type { Alerting } from "./deliver-alerts.ts";
import type { Admit } from "./requestors.ts";
import type { SchedulerSettings } from "./settings.ts";

/** What every operation of this block works with. */
export interface Scheduler {
  readonly store: Store;
  readonly settings: SchedulerSettings;
  readonly clock: Clock;
  readonly admit: Admit;
  readonly alerting: Pick<Alerting, "wake">;
}
