import { expectEqual, expectRefused, expectStatus, expectTrue } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { addressOf, readMailbox } from "./fixtures.ts";
import {
  accept,
  describeEmail,
  expectArrived,
  expectCounted,
  expectEventually,
  expectNothing,
  messagingApi,
  send,
} from "./scene.ts";
import { INVALID, sendRefusals } from "./send-refusals.ts";

const PATH = "/send/email/single";

/** Sending one e-mail. */
export const singleChecks = checksOf("sendSingleEmail", messagingApi(`POST ${PATH}`), [
  positive("single", "An e-mail is accepted, and its status can be asked from then on", async (context) => {
    const requestUid = await accept(context, "single", describeEmail(context));
    await expectCounted(context, requestUid, 1);
  }),
  positive(
    "single-arrives",
    "An e-mail arrives as it was written, in any script, and once",
    async (context) => {
      const title = `Åsa “ಅಶ್ವಿನಿ” – ${context.mark}`;
      const content = "Dear Ben,\n.a line that begins with a dot\nعلي 王 🧒🏽 \\ \" ' < & %\n\nYours";
      const body = describeEmail(context, { emailContent: { encoding: "UTF-8", title, content } });
      const requestUid = await accept(context, "single", body);
      const message = await expectArrived(context, addressOf(context));
      expectEqual(message.subject, title, "the title of the e-mail");
      expectEqual(message.text.replace(/\r\n/g, "\n").trimEnd(), content, "the content of the e-mail");
      expectEqual(message.to, [addressOf(context)], "the recipients that the e-mail names");
      await expectEventually(context, requestUid, { delivered: 1 });
    },
  ),
  positive("single-sender", "The recipient of an e-mail can answer its sender", async (context) => {
    await accept(context, "single", describeEmail(context));
    const { from, replyTo } = await expectArrived(context, addressOf(context));
    const senders = [`${context.mark}-from@mail.example`, `${context.mark}-desk@mail.example`];
    expectTrue(
      [from, ...replyTo].some((address) => senders.includes(address)),
      "the e-mail names neither the address of its sender nor the one for answers",
    );
  }),
  positive("single-copies", "Copies arrive, and of a blind copy nobody else learns", async (context) => {
    const [to, open, blind] = ["to", "open", "blind"].map((name) => addressOf(context, name));
    const recipientInfo = { email: to, emailCC: open, emailBCC: blind, name: "Ben Bakri" };
    await accept(context, "single", describeEmail(context, { recipientInfo }));
    for (const address of [to, open, blind]) {
      const message = await expectArrived(context, address ?? "");
      expectEqual(message.cc, [open], "the open copies that the e-mail names");
      expectTrue(!message.to.includes(blind ?? ""), "the e-mail names its blind copy");
    }
  }),
  positive("single-own-names", "Each e-mail has a name of its own", async (context) => {
    const bodies = ["One", "Two"].map((content) => describeEmail(context, { emailContent: { content } }));
    const [one, two] = [
      await accept(context, "single", bodies[0]),
      await accept(context, "single", bodies[1]),
    ];
    expectTrue(one !== two, "two e-mails have the same requestUid");
    await expectCounted(context, one, 1);
    await expectCounted(context, two, 1);
  }),
  positive(
    "single-again",
    "An e-mail that is asked for twice, as after a broken connection, arrives once",
    async (context) => {
      const json = describeEmail(context);
      for (const _ of ["first", "again"]) expectStatus(await send(context, PATH, { json }), 200);
      await expectArrived(context, addressOf(context));
      const marker = describeEmail(context, {
        recipientInfo: { email: addressOf(context, "marker") },
      });
      await accept(context, "single", marker);
      await expectArrived(context, addressOf(context, "marker"));
      const { messages, exchange } = await readMailbox(context, addressOf(context));
      expectEqual(messages.length, 1, "the number of e-mails that have arrived", exchange);
    },
    { level: "RECOMMENDED" },
  ),
  ...sendRefusals({ id: "single", path: PATH, body: (context) => describeEmail(context) }),
  negative("single-no-address", "An e-mail to something that is no address is refused", async (context) => {
    for (const email of ["nobody", `@mail.example`, `${context.mark}@`]) {
      const json = describeEmail(context, { recipientInfo: { email } });
      expectRefused(await send(context, PATH, { json }), ...INVALID);
    }
  }),
  negative(
    "single-line-break",
    "A line break in an address or a title brings no other recipient into the e-mail",
    async (context) => {
      const stranger = addressOf(context, "stranger");
      const injected = `Hello\r\nBcc: ${stranger}\r\nX-Test: yes`;
      const { mark } = context;
      const bodies = [
        describeEmail(context, { emailContent: { title: injected, content: "This is a test." } }),
        describeEmail(context, { senderInfo: { name: injected, email: `${mark}-from@mail.example` } }),
      ];
      // A title can be mended by leaving out the line break; what counts is whom the e-mail reaches.
      for (const json of bodies) expectRefused(await send(context, PATH, { json }), 200, ...INVALID);
      const address = describeEmail(context, {
        recipientInfo: { email: `${mark}@mail.example\r\nBcc: ${stranger}` },
      });
      expectRefused(await send(context, PATH, { json: address }), ...INVALID);
      await expectNothing(context, [stranger]);
    },
  ),
]);
