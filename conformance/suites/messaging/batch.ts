import type { CheckContext } from "../../check.ts";
import { expectEqual, expectRefused, expectStatus } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { addressOf, readMailbox, refusedAddress } from "./fixtures.ts";
import {
  accept,
  describeBatch,
  describeEmail,
  expectArrived,
  expectCounted,
  expectEventually,
  expectNothing,
  messagingApi,
  send,
  toBase64,
} from "./scene.ts";
import { INVALID, sendRefusals } from "./send-refusals.ts";

const PATH = "/send/email/batch";
const NAMES = ["first", "second", "third"] as const;

function recipientsOf(context: CheckContext): { readonly email: string; readonly name: string }[] {
  return NAMES.map((name) => ({ email: addressOf(context, name), name }));
}

/** Sending one e-mail to many. */
export const batchChecks = checksOf("sendBatchEmail", messagingApi(`POST ${PATH}`), [
  positive("batch", "A batch is accepted, and each of its e-mails is counted", async (context) => {
    const requestUid = await accept(context, "batch", describeBatch(context, recipientsOf(context)));
    await expectCounted(context, requestUid, NAMES.length);
  }),
  positive(
    "batch-arrives",
    "Each recipient of a batch gets the e-mail once, and learns of no other recipient",
    async (context) => {
      const recipients = recipientsOf(context);
      const requestUid = await accept(context, "batch", describeBatch(context, recipients));
      for (const { email } of recipients) {
        const message = await expectArrived(context, email);
        expectEqual(message.subject, `Test ${context.mark}`, "the title of the e-mail");
        expectEqual(message.text.trimEnd(), "This is a test.", "the content of the e-mail");
        expectEqual([...message.to, ...message.cc], [email], "the recipients that the e-mail names");
      }
      await expectEventually(context, requestUid, { delivered: NAMES.length });
    },
  ),
  positive(
    "batch-one-bounces",
    "Where one recipient of a batch does not exist, the others get the e-mail all the same",
    async (context) => {
      const recipients = [{ email: refusedAddress(context, "bouncing") }, ...recipientsOf(context)];
      const requestUid = await accept(context, "batch", describeBatch(context, recipients));
      await expectEventually(context, requestUid, { bounced: 1, delivered: NAMES.length });
    },
  ),
  positive(
    "batch-again",
    "A batch that is asked for twice, as after a broken connection, arrives once",
    async (context) => {
      const json = describeBatch(context, recipientsOf(context));
      for (const _ of ["first", "again"]) expectStatus(await send(context, PATH, { json }), 200);
      for (const { email } of recipientsOf(context)) await expectArrived(context, email);
      const marker = addressOf(context, "marker");
      await accept(context, "batch", describeBatch(context, [{ email: marker }]));
      await expectArrived(context, marker);
      for (const { email } of recipientsOf(context)) {
        const { messages, exchange } = await readMailbox(context, email);
        expectEqual(messages.length, 1, "the number of e-mails that have arrived", exchange);
      }
    },
    { level: "RECOMMENDED" },
  ),
  ...sendRefusals({
    id: "batch",
    path: PATH,
    body: (context) => describeBatch(context, [{ email: addressOf(context) }]),
  }),
  negative("batch-unreadable", "Recipients that cannot be decoded are refused", async (context) => {
    for (const batchEmailAsBase64 of [
      "%%%",
      toBase64("no list"),
      toBase64("[]"),
      toBase64('{"email":"x"}'),
    ]) {
      const json = describeEmail(context, { recipientInfo: { batchEmailAsBase64 } });
      expectRefused(await send(context, PATH, { json }), ...INVALID);
    }
  }),
  negative(
    "batch-one-wrong",
    "A batch with a recipient that is no address is refused, and nobody gets a part of it",
    async (context) => {
      const json = describeBatch(context, [...recipientsOf(context), { email: "nobody" }]);
      expectRefused(await send(context, PATH, { json }), ...INVALID);
      await expectNothing(
        context,
        NAMES.map((name) => addressOf(context, name)),
      );
    },
    { level: "RECOMMENDED" },
  ),
]);
