import { z } from "zod";
import { expectEqual, expectRefused, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import {
  eventId,
  eventIn,
  expectManaged,
  openSession,
  PURPOSE,
  readEvent,
  type Session,
  share,
} from "./credential.ts";
import { credentials, dateTime } from "./envelope.ts";
import { tamperSignature } from "./keys.ts";

const info = z.looseObject({
  purpose: z.string().optional(),
  applicantName: z.string().optional(),
  partnerId: z.string().optional(),
  partnerName: z.string().optional(),
  authenticationMode: z.string().optional(),
  attributeList: z.string().optional(),
});

const event = z.looseObject({
  eventId,
  eventType: z.string().min(1),
  eventStatus: z.string().min(1),
  individualId: z.string().min(1),
  summary: z.string().min(1),
  timestamp: dateTime,
  info: info.nullish(),
});

/** The answer shows what was shared, with whom and what for; of what may be left out, what is there is right. */
export function expectShare(exchange: Exchange, id: string, { party, person }: Session): void {
  const { info: shown } = expectEvent(exchange, id, "DATA_SHARE_REQUEST");
  expectEqual(shown?.purpose, PURPOSE, "the purpose that is shown", exchange);
  const { relyingPartyId, clientName } = party.described;
  expectEqual(shown?.partnerId, relyingPartyId, "with whom it was shared", exchange);
  const allowed = { partnerName: clientName, attributeList: "email", applicantName: person.fullName };
  const told = Object.entries(allowed).filter(([name]) => shown?.[name] !== undefined);
  for (const [name, wanted] of told) expectEqual(shown?.[name], wanted, `${name} of the event`, exchange);
}

/** The answer shows this event, of this type, and that it was done. */
export function expectEvent(exchange: Exchange, id: string, type: string): z.infer<typeof event> {
  const shown = expectManaged(exchange, event);
  expectEqual(shown.eventId, id, "the event's number", exchange);
  expectEqual(shown.eventType, type, "the event's type", exchange);
  expectEqual(shown.eventStatus.toUpperCase(), "SUCCESS", "the event's status", exchange);
  return shown;
}

const AN_EVENT = "1000000000000001";

/** Seeing what became of a request. */
export const eventChecks = checksOf("getEvent", credentials("GET /events/{eventId}"), [
  positive("event", "A person sees what became of its request", async (context) => {
    const session = await openSession(context);
    const id = eventIn(await share(context, session));
    for (const language of ["eng", "fra"])
      expectShare(await readEvent(context, session.accessToken, id, language), id, session);
  }),
  positive("event-own", "Two events are told apart, and are one person's", async (context) => {
    const session = await openSession(context);
    const ids = [eventIn(await share(context, session)), eventIn(await share(context, session))];
    expectTrue(ids[0] !== ids[1], "two events have one number");
    const shown = [];
    for (const id of ids)
      shown.push(expectEvent(await readEvent(context, session.accessToken, id), id, "DATA_SHARE_REQUEST"));
    expectEqual(shown[0]?.individualId, shown[1]?.individualId, "the person of both events");
  }),
  negative("event-of-another", "Nobody sees somebody else's requests", async (context) => {
    const [session, other] = [await openSession(context), await openSession(context)];
    const id = eventIn(await share(context, session));
    expectRefused(await readEvent(context, other.accessToken, id), 403, 404);
    expectEvent(await readEvent(context, session.accessToken, id), id, "DATA_SHARE_REQUEST");
  }),
  negative("event-unknown", "An event that never was is not found", async (context) => {
    const { accessToken } = await openSession(context);
    expectRefused(await readEvent(context, accessToken, AN_EVENT), 404);
    expectRefused(await readEvent(context, accessToken, "none"), 400, 404);
  }),
  negative("event-bad-language", "A language has three letters", async (context) => {
    const session = await openSession(context);
    const id = eventIn(await share(context, session));
    for (const language of ["", "e1", "english"])
      expectRefused(await readEvent(context, session.accessToken, id, language), 400);
  }),
  negative("event-forged-token", "Nothing is shown for a token that was changed", async (context) => {
    const session = await openSession(context);
    const id = eventIn(await share(context, session));
    const { accessToken } = session;
    const forged = accessToken.split(".").length === 3 ? tamperSignature(accessToken) : `${accessToken}x`;
    expectRefused(await readEvent(context, forged, id), 401);
  }),
  negative(
    "event-without-token",
    "Who is not signed in sees no events",
    async (context) => {
      expectRefused(await readEvent(context, undefined, AN_EVENT), 401);
      expectRefused(await readEvent(context, "cs-test-no-token", AN_EVENT), 401);
    },
    { effect: "read" },
  ),
]);
