import { appointment, event } from "./events.ts";
import type { Kind } from "./kind.ts";
import { affiliation, alertSchedule, log, message } from "./notes.ts";
import { entity, resource, subscriber } from "./people.ts";

/** The nine kinds, in the order of the file. */
export const KINDS: readonly Kind[] = [
  event,
  appointment,
  entity,
  resource,
  subscriber,
  message,
  affiliation,
  alertSchedule,
  log,
];
