import { expectEqual, expectNoLeak, expectRefused, expectTrue } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { addressOf, hasMailbox, refusedAddress } from "./fixtures.ts";
import {
  accept,
  askStatus,
  describeEmail,
  expectCounted,
  expectEventually,
  keyOf,
  messagingApi,
  readStatus,
  STATES,
} from "./scene.ts";
import { INVALID } from "./send-refusals.ts";

/** A request of nobody: the example in the specification. */
const UNKNOWN = "UfQK-CPju-Ea5B-6y7X-8A72-VqU5";
const UNSEEN = [...INVALID, 401, 403, 404] as const;

/** Asking what became of e-mails. */
export const statusChecks = checksOf("getEmailStatus", messagingApi("GET /status/email"), [
  positive("status", "Each e-mail is in exactly one state, at any time", async (context) => {
    const requestUid = await accept(context, "single", describeEmail(context));
    for (let look = 0; look < 5; look += 1) await expectCounted(context, requestUid, 1);
  }),
  positive("status-selected", "Those states are told that were asked for", async (context) => {
    const requestUid = await accept(context, "single", describeEmail(context));
    for (const states of [STATES.slice(0, 1), STATES.slice(2, 4), STATES])
      await readStatus(context, requestUid, states);
  }),
  positive(
    "status-delivered",
    "An e-mail that has arrived is delivered, and nothing else",
    async (context) => {
      const requestUid = await accept(context, "single", describeEmail(context));
      if (hasMailbox(context)) await expectEventually(context, requestUid, { delivered: 1 });
      else await expectCounted(context, requestUid, 1);
    },
  ),
  positive(
    "status-bounced",
    "An e-mail that the mail server refuses for good has bounced",
    async (context) => {
      const recipientInfo = { email: refusedAddress(context, "bouncing") };
      const requestUid = await accept(context, "single", describeEmail(context, { recipientInfo }));
      await expectEventually(context, requestUid, { bounced: 1 });
    },
  ),
  positive(
    "status-deferred",
    "An e-mail that the mail server refuses at first is deferred, and delivered when it is tried again",
    async (context) => {
      const recipientInfo = { email: refusedAddress(context, "deferring") };
      const requestUid = await accept(context, "single", describeEmail(context, { recipientInfo }));
      await expectEventually(context, requestUid, { deferred: 1 });
      await expectEventually(context, requestUid, { delivered: 1 });
    },
  ),
  negative(
    "status-unknown",
    "Of a request that nobody made nothing is told",
    async (context) => {
      expectRefused(await askStatus(context, UNKNOWN), ...UNSEEN);
      expectRefused(await askStatus(context, `${context.mark}-none`), ...UNSEEN);
    },
    { effect: "read" },
  ),
  negative(
    "status-without-request",
    "A question that does not say about which request it is, is refused",
    async (context) => expectRefused(await askStatus(context, null), ...UNSEEN),
    { effect: "read" },
  ),
  negative("status-without-key", "Without its key nothing is told of a request", async (context) => {
    const requestUid = await accept(context, "single", describeEmail(context));
    expectRefused(await askStatus(context, requestUid, STATES, null), ...UNSEEN);
  }),
  negative("status-other-key", "With another key nothing is told of a request", async (context) => {
    const requestUid = await accept(context, "single", describeEmail(context));
    const answer = await askStatus(context, requestUid, STATES, `${context.mark}-other`);
    expectRefused(answer, ...UNSEEN);
    expectNoLeak(answer, [keyOf(context), addressOf(context)]);
    await expectCounted(context, requestUid, 1);
  }),
  negative("status-unknown-state", "A state that there is not is refused", async (context) => {
    const requestUid = await accept(context, "single", describeEmail(context));
    for (const states of [["lost"], ["delivered", "lost"]])
      expectRefused(await askStatus(context, requestUid, states), ...INVALID);
  }),
  negative("status-without-state", "A question without a state is refused", async (context) => {
    const requestUid = await accept(context, "single", describeEmail(context));
    expectRefused(await askStatus(context, requestUid, []), ...INVALID);
  }),
  positive("status-private", "The status shows nothing of an e-mail but numbers", async (context) => {
    const requestUid = await accept(context, "single", describeEmail(context));
    const { counts, exchange } = await readStatus(context, requestUid);
    expectEqual(Object.keys(counts).length, STATES.length, "the number of states", exchange);
    expectNoLeak(exchange, [addressOf(context), `Test ${context.mark}`, keyOf(context)]);
    expectTrue(!exchange.url.includes("@"), "an address is in the question's URL", exchange);
  }),
]);
