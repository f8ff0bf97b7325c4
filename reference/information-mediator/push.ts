import { callBack, encodeHeader } from "../call-back.ts";
import type { Outbound } from "../outbound.ts";
import type { DuePush } from "./owed.ts";
import { describeEvent } from "./published.ts";

/** Posts an event to its subscriber. The status of the answer, or undefined where none came. Never throws. */
export function pushEvent(
  outbound: Outbound,
  { event, room, serviceUrl }: DuePush,
): Promise<number | undefined> {
  const publisher = [event.instance, event.class, event.code, event.application].join("/");
  const headers = {
    "x-correlation-id": event.correlationId,
    "x-govstack-event-id": event.id,
    "x-govstack-event-type": encodeURIComponent(event.eventType),
    "x-govstack-room": encodeHeader(room),
    "x-govstack-publisher": encodeHeader(publisher),
    "x-govstack-client": encodeHeader(publisher),
    "information-mediator-client": encodeHeader(publisher),
  };
  const body = JSON.stringify(describeEvent(event));
  return callBack(outbound, { url: serviceUrl, method: "POST", headers, body });
}
