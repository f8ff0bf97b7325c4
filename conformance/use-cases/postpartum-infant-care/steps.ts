import type { Story, UseCaseContext } from "../../check.ts";
import { expectEqual } from "../../expect.ts";
import { incomplete } from "../application.ts";
import { strangeApplication } from "../asking-application.ts";
import { eventsOf, readCalendar } from "../calendar.ts";
import { checkContextOf } from "../check-context.ts";
import { sendNotice } from "../notice.ts";
import { expectRecords } from "../own-registry.ts";
import { somebody } from "../person.ts";
import { sideBySide } from "../side-by-side.ts";
import { type End, expectRefusal } from "../twin.ts";
import { markOf } from "../unconditional-social-cash-transfer/inbox.ts";
import { countAddresses } from "../unconditional-social-cash-transfer/leftovers.ts";
import { readBatch } from "../unconditional-social-cash-transfer/payments.ts";
import { type Somebody, signInAtDesk } from "../unconditional-social-cash-transfer/sign-in.ts";
import type { Claims } from "../unconditional-social-cash-transfer/transfer.ts";
import { expectOneNumber } from "../ways.ts";
import { type Cared, careFor, INCENTIVE } from "./care.ts";
import { expectNothingLeft, expectReads } from "./leftovers.ts";
import type { Rule } from "./refusal.ts";
import { type SceneChanges, type StoryScene, setScene } from "./scene.ts";
import { expectReminders } from "./visits.ts";

/** Somebody signs in as who they are. */
function signIn({ context, desk }: StoryScene, person: Somebody): Promise<Claims> {
  return context.step("identity", "Registration: the mother signs in", () =>
    signInAtDesk(context, desk, person),
  );
}

async function fromInvitationToCare(context: UseCaseContext): Promise<void> {
  const scene = await setScene(context);
  const { step } = context;
  await step("telling", "Outreach: the mother is invited", () =>
    sendNotice(context, scene.ways.to("telling"), {
      title: `Care for you and your child ${context.mark}`,
      content: "You and your child are invited to check-ups. Please register.",
    }),
  );
  await expectCared(scene, await careFor(scene, await signIn(scene, scene.mother)));
  await step("holding", "The mother sees which ministry has read her data", () => expectReads(scene, 1));
  await step("mediator", "One number is seen at every hop", () =>
    expectOneNumber(
      context,
      scene.ways,
      ["validation", "registration", "payment"].map((name) => markOf(context.mark, name)),
    ),
  );
}

/** Everything of the care is where it belongs, once. */
async function expectCared(scene: StoryScene, { visits, result }: Cared): Promise<void> {
  const { calendar, context, currency, mothers, office, reading } = scene;
  const { step } = context;
  await sideBySide(
    step("holding", "The registry has one mother with her child", () => expectRecords(context, mothers, 1)),
    step("scheduling", "Nurse and mother have every check-up, and she was reminded once", async () => {
      const check = checkContextOf(context, "scheduling");
      const kept = [...visits.events].sort();
      const wanted = { events: [...calendar.events, ...kept].sort(), officer: kept };
      expectEqual(await readCalendar(check, office), wanted, "the calendar");
      expectEqual(await eventsOf(check, "subscriber", visits.visitor), kept, "the mother's check-ups");
      await expectReminders(context, 1);
    }),
    step("paying", "Exactly the incentive was paid, once", async () => {
      const payments = (await readBatch(reading, result.batchId)).map(({ status, amount, currency }) => ({
        status,
        amount,
        currency,
      }));
      const paid = { status: "COMPLETED", amount: INCENTIVE, currency };
      expectEqual(payments, [paid], "the payments of the batch");
      expectEqual(await scene.balances(), scene.after(INCENTIVE), "the balances of payer and mother");
      expectEqual(await countAddresses(scene), 1, "the number of addresses at which she is paid");
    }),
  );
}

/** What is otherwise than in the main story. */
interface Twin extends End<Rule> {
  readonly id: string;
  readonly title: string;
  readonly scene: (context: UseCaseContext) => SceneChanges;
  /** How often her data are read before it ends: not at all where nobody may yet. */
  readonly reads: number;
}

/** A story that has to end at this hop by this rule, and to leave nothing behind. */
function twin({ id, title, ...twin }: Twin): Story {
  return {
    id,
    title,
    kind: "negative",
    run: async (context) => {
      const changes = twin.scene(context);
      const scene = await setScene(context, changes);
      const claims = await signIn(scene, changes.other?.(scene.mother) ?? scene.mother);
      const refused = await expectRefusal(context, twin, (step) => careFor({ ...scene, step }, claims));
      await expectNothingLeft(scene, refused, twin.reads);
    },
  };
}

const stories: readonly Story[] = [
  {
    id: "from-invitation-to-care",
    title: "A mother and her child are registered with her consent, reminded of check-ups, and paid",
    kind: "positive",
    run: fromInvitationToCare,
  },
  twin({
    id: "no-consent",
    title: "Without her consent nobody reads a mother's data, and she is not registered or paid",
    hop: "consenting",
    rule: "consent",
    scene: () => ({ answer: "none" }),
    reads: 0,
  }),
  twin({
    id: "consent-withdrawn",
    title: "A mother who withdraws her consent is not paid, and does not stay registered",
    hop: "consenting",
    rule: "consent",
    scene: () => ({ answer: "withdrawn" }),
    reads: 1,
  }),
  twin({
    id: "no-right",
    title: "An application without the right learns nothing, and nobody is registered or paid",
    hop: "mediator",
    rule: "right",
    scene: (context) => ({ caller: strangeApplication(context) }),
    reads: 0,
  }),
  twin({
    id: "incomplete-form",
    title: "A form that lacks an answer is not taken, and nobody is asked for consent",
    hop: "registering",
    rule: "form",
    scene: () => ({ answers: incomplete }),
    reads: 0,
  }),
  twin({
    id: "wrong-identity",
    title: "Who signs in as somebody else is not registered as the mother, or paid",
    hop: "identity",
    rule: "identity",
    scene: () => ({ other: ({ individualId }) => somebody(`${individualId}-2`) }),
    reads: 1,
  }),
  twin({
    id: "slot-taken",
    title: "Where the nurse is elsewhere on one day, there is no check-up, and nobody is registered or paid",
    hop: "scheduling",
    rule: "slot",
    scene: () => ({ slotTaken: true }),
    reads: 1,
  }),
  twin({
    id: "unknown-account",
    title: "An account that its institution does not know gets nothing, and nobody stays registered",
    hop: "paying",
    rule: "account",
    scene: () => ({ account: (account) => ({ ...account, address: `NO${account.address}` }) }),
    reads: 1,
  }),
  twin({
    id: "incentive-not-paid",
    title: "Where the incentive cannot be paid, the check-ups are free again and nobody stays registered",
    hop: "paying",
    rule: "funds",
    scene: () => ({ funds: "1.00" }),
    reads: 1,
  }),
];

export default stories;
