import type { Outbound } from "../outbound.ts";
import type { DuePush } from "./owed.ts";
import { describeEvent } from "./published.ts";

const TIMEOUT = 10_000;

/** Posts an event to its subscriber. The status of the answer, or undefined where none came. Never throws. */
export function pushEvent(outbound: Outbound, push: DuePush): Promise<number | undefined> {
  const { event } = push;
  const body = Buffer.from(JSON.stringify(describeEvent(event)));
  const publisher = [event.instance, event.class, event.code, event.application].join("/");
  const url = new URL(push.serviceUrl);
  return new Promise((resolve) => {
    try {
      const request = outbound.open({
        base: url,
        path: `${url.pathname}${url.search}`,
        method: "POST",
        headers: {
          "content-type": "application/json; charset=utf-8",
          "content-length": String(body.byteLength),
          "x-correlation-id": event.correlationId,
          "x-govstack-event-id": event.id,
          "x-govstack-event-type": encodeURIComponent(event.eventType),
          "x-govstack-room": encodeHeader(push.room),
          "x-govstack-publisher": encodeHeader(publisher),
          "x-govstack-client": encodeHeader(publisher),
          "information-mediator-client": encodeHeader(publisher),
        },
      });
      const timer = setTimeout(() => request.destroy(), TIMEOUT);
      request.on("close", () => {
        clearTimeout(timer);
        resolve(undefined);
      });
      request.on("error", () => resolve(undefined));
      request.on("response", (answer) => {
        resolve(answer.statusCode);
        // The body is nobody's, but the connection can be used again only after it is read.
        answer.on("error", () => request.destroy());
        answer.resume();
      });
      request.end(body);
    } catch {
      resolve(undefined);
    }
  });
}

/** Headers carry Latin-1 only; UTF-8 bytes go in it as they came from the caller's header. */
export function encodeHeader(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
