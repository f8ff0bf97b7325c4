import { z } from "zod";
import { expectEqual, expectRefused, expectStatus } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import {
  eventIn,
  expectManaged,
  expectNotManaged,
  openSession,
  readEvent,
  sendAs,
  share,
} from "./credential.ts";
import { credentials } from "./envelope.ts";
import { expectShare } from "./events.ts";
import { countEvents } from "./history.ts";
import { administer, head } from "./people.ts";
import { newName } from "./relying-party.ts";

const shared = z.looseObject({ status: z.string().regex(/^success$/i) });

/** Sharing credentials. */
export const shareChecks = checksOf("shareCredential", credentials("POST /share-credential"), [
  positive("share", "A person shares data with a service, and can see that afterwards", async (context) => {
    const session = await openSession(context);
    const answered = await share(context, session);
    expectManaged(answered, shared, head("mosip.resident.share.credential"));
    const read = await readEvent(context, session.accessToken, eventIn(answered));
    expectShare(read, eventIn(answered), session);
  }),
  positive("share-again", "What is shared twice are two events", async (context) => {
    const session = await openSession(context);
    const [one, other] = [await share(context, session), await share(context, session)];
    for (const answered of [one, other]) expectManaged(answered, shared);
    expectEqual(eventIn(one) === eventIn(other), false, "whether two events have one number", other);
    expectEqual(await countEvents(context, session, "DATA_SHARE_REQUEST"), 2, "the number of events");
  }),
  negative("share-unknown-partner", "Nothing is shared with somebody unknown", async (context) => {
    const session = await openSession(context);
    for (const partnerId of [newName(context), "", undefined])
      expectNotManaged(await share(context, session, { partnerId }), "invalid_partner", "invalid_request");
    expectEqual(await countEvents(context, session, "DATA_SHARE_REQUEST", "SUCCESS"), 0, "what was shared");
  }),
  negative(
    "share-without-consent",
    "Nothing is shared to which the person does not agree",
    async (context) => {
      const session = await openSession(context);
      for (const consent of ["Denied", "", undefined])
        expectNotManaged(await share(context, session, { consent }), "consent_required", "invalid_request");
      expectEqual(await countEvents(context, session, "DATA_SHARE_REQUEST", "SUCCESS"), 0, "what was shared");
    },
  ),
  negative("share-bad-attributes", "What nobody has cannot be shared", async (context) => {
    const session = await openSession(context);
    const bad = [[{ attributeName: "shoeSize", format: "", isMasked: false }], [], "email", undefined];
    for (const sharableAttributes of bad)
      expectNotManaged(
        await share(context, session, { sharableAttributes }),
        "invalid_attribute",
        "invalid_request",
      );
    expectEqual(await countEvents(context, session, "DATA_SHARE_REQUEST", "SUCCESS"), 0, "what was shared");
  }),
  negative("share-without-token", "Nobody shares data of somebody else", async (context) => {
    const session = await openSession(context);
    for (const accessToken of [undefined, newName(context)]) {
      const json = { ...head("mosip.resident.share.credential"), request: { consent: "Accepted" } };
      const request = { method: "POST", path: "/share-credential", json } as const;
      expectRefused(await sendAs(context, accessToken, request), 401);
    }
    await administer(context, "block", session.person.individualId);
    expectRefused(await share(context, session), 401);
    await administer(context, "unblock", session.person.individualId);
  }),
  negative("share-malformed", "Content that is cut off, or none, is refused", async (context) => {
    const { accessToken } = await openSession(context);
    const request = { method: "POST", path: "/share-credential" } as const;
    const headers = { "content-type": "application/json" };
    for (const text of ['{"request":', ""])
      expectStatus(await sendAs(context, accessToken, { ...request, headers, text }), 400, 422);
  }),
]);
