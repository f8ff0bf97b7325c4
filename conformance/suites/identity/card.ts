import type { CheckContext } from "../../check.ts";
import { expectEqual, expectRefused, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { eventIn, openSession, readEvent, sendAs } from "./credential.ts";
import { credentials } from "./envelope.ts";
import { expectEvent } from "./events.ts";
import { countEvents } from "./history.ts";
import { head } from "./people.ts";

const CARD_PATH = "/download/personalized-card";

function download(
  context: CheckContext,
  accessToken: string | undefined,
  request: object,
): Promise<Exchange> {
  const json = { ...head("mosip.resident.download.personalized.card"), request };
  return sendAs(context, accessToken, { method: "POST", path: CARD_PATH, json });
}

/** The answer is a document in PDF, from its first line to its last. */
function expectDocument(exchange: Exchange): void {
  expectStatus(exchange, 200);
  const { text } = exchange;
  expectTrue(text.startsWith("%PDF-"), "the card does not begin as a PDF does", exchange);
  expectTrue(text.trimEnd().endsWith("%%EOF"), "the card does not end as a PDF does", exchange);
}

/** Downloading one's identity card. */
export const cardChecks = checksOf("downloadPersonalizedCard", credentials(`POST ${CARD_PATH}`), [
  positive("card", "A person gets a card that can be printed, and sees that it did", async (context) => {
    const { accessToken } = await openSession(context);
    const html = `<h1>Utopia</h1><p>${context.mark}</p>`;
    const card = await download(context, accessToken, { html });
    expectDocument(card);
    const id = eventIn(card);
    expectEvent(await readEvent(context, accessToken, id), id, "SERVICE_REQUEST");
  }),
  positive("card-any-script", "A card may be written in any script", async (context) => {
    const { accessToken } = await openSession(context);
    expectDocument(await download(context, accessToken, { html: "<p>Åsa — علي 王 &amp; ಅಶ್ವಿನಿ</p>" }));
  }),
  negative("card-of-nothing", "Of nothing there is no card", async (context) => {
    const session = await openSession(context);
    const before = await countEvents(context, session, "SERVICE_REQUEST");
    for (const request of [{}, { html: "" }, { html: 7 }])
      expectRefused(await download(context, session.accessToken, request), 400);
    const headers = { "content-type": "application/json" };
    for (const text of ["", '{"request":{"html":']) {
      const cut = { method: "POST", path: CARD_PATH, headers, text } as const;
      expectRefused(await sendAs(context, session.accessToken, cut), 400);
    }
    const after = await countEvents(context, session, "SERVICE_REQUEST", "SUCCESS");
    expectEqual(after, before, "the number of events that were done");
  }),
  negative("card-without-token", "Who is not signed in gets no card", async (context) => {
    const session = await openSession(context);
    const before = await countEvents(context, session, "SERVICE_REQUEST");
    for (const accessToken of [undefined, "cs-test-no-token"])
      expectRefused(await download(context, accessToken, { html: "<p>card</p>" }), 401);
    const after = await countEvents(context, session, "SERVICE_REQUEST");
    expectEqual(after, before, "the number of events");
  }),
]);
