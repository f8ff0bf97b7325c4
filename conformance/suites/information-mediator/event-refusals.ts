import { expectRefused, expectStatus, expectTrue } from "../../expect.ts";
import type { HttpRequest } from "../../http.ts";
import { negative, type Statement } from "../checks-of.ts";
import { openBirthRoom, openRoom } from "./event-scene.ts";

/**
 * What every operation of a room must refuse: a caller who does not say who calls, and a room that is none.
 * `unknown` are the statuses for such a room.
 */
export function roomRefusals(
  prefix: string,
  method: NonNullable<HttpRequest["method"]>,
  below: string,
  json?: unknown,
  unknown: readonly number[] = [400, 403, 404],
): Statement[] {
  const content = json === undefined ? {} : { json };
  return [
    negative(`${prefix}-without-caller`, "A call that does not say who calls is refused", async (context) => {
      // The event type is there, so that nothing else is wrong with the call.
      const room = await openBirthRoom(context);
      expectRefused(await room.send(null, method, below, content), 400, 401, 403);
    }),
    negative(
      `${prefix}-unknown-room`,
      "In a room that does not exist nothing can be done",
      async (context) => {
        const room = await openRoom(context);
        const path = `${room.made.path("none")}${below}`;
        const client = room.made.identifier("subscriber");
        const answer = await context.http.send({ ...content, method, path, client });
        expectStatus(answer, ...unknown);
        expectTrue(
          answer.status !== 204 || answer.text === "",
          "a room that does not exist has content",
          answer,
        );
      },
    ),
  ];
}

const headers = { "Content-Type": "application/json" };

/** Contents that no operation may take: none, one that is cut off, one of another shape. */
export const MALFORMED: readonly Pick<HttpRequest, "json" | "text" | "headers">[] = [
  { headers },
  { headers, text: '{"eventType":"newBirth","schema":{},"event":{' },
  { json: ["newBirth"] },
  { json: { eventType: 7, schema: "any", event: "any", delivery: "FAX" } },
];
