import type { Suite } from "../../check.ts";
import { alertChecks } from "./alerts.ts";
import { availabilityChecks } from "./availability.ts";
import { bookingChecks, cancellingChecks, freeingChecks, movingChecks, slotChecks } from "./booking.ts";
import { changingChecks, deletingChecks } from "./changing.ts";
import { creatingChecks } from "./creating.ts";
import { KINDS } from "./kinds.ts";
import { listingChecks } from "./listing.ts";

/**
 * The checks of the scheduler: what holds of all nine kinds of things, for each of them, and then what appointments and
 * alerts are there for. Each check makes what it needs under a name of its own, and deletes it.
 */
const suite: Suite = {
  block: "scheduler",
  specification: "Scheduler API 1.0.0",
  checks: [
    ...KINDS.flatMap((kind) => [
      ...creatingChecks(kind),
      ...changingChecks(kind),
      ...deletingChecks(kind),
      ...listingChecks(kind),
    ]),
    ...slotChecks,
    ...bookingChecks,
    ...movingChecks,
    ...cancellingChecks,
    ...freeingChecks,
    ...availabilityChecks,
    ...alertChecks,
  ],
};

export default suite;
