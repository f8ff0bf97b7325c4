import type { Story, UseCaseContext } from "../../check.ts";
import { expectEqual } from "../../expect.ts";
import { incomplete } from "../application.ts";
import { strangeApplication } from "../asking-application.ts";
import { eventsOf, readCalendar } from "../calendar.ts";
import { checkContextOf } from "../check-context.ts";
import { readUsageOf } from "../household-lookup/household.ts";
import { expectRecords } from "../own-registry.ts";
import { somebody } from "../person.ts";
import { type End, expectRefusal } from "../twin.ts";
import {
  enrolAtIdentity,
  openDesk,
  type Somebody,
  signInAtDesk,
} from "../unconditional-social-cash-transfer/sign-in.ts";
import type { Claims } from "../unconditional-social-cash-transfer/transfer.ts";
import { expectOneNumber } from "../ways.ts";
import { programOf } from "./application.ts";
import { expectFee, feeOver } from "./fee.ts";
import { type Granted, grantPermit } from "./grant.ts";
import { expectNothingLeft } from "./leftovers.ts";
import type { Rule } from "./refusal.ts";
import { type SceneChanges, type StoryScene, setScene } from "./scene.ts";

/** Somebody signs in as who they are. */
function signIn(context: UseCaseContext, person: Somebody): Promise<Claims> {
  return context.step("identity", "Registration: the applicant signs in", async () => {
    await enrolAtIdentity(context, person);
    return signInAtDesk(context, await openDesk(context), person);
  });
}

async function fromPlanToPermit(context: UseCaseContext): Promise<void> {
  const scene = await setScene(context);
  const claims = await signIn(context, scene.applicant);
  const readers = await readersOf(scene);
  const granted = await grantPermit(scene, claims);
  await expectGranted(scene, granted);
  await context.step("holding", "The applicant sees which ministry has read their data", async () => {
    const known = new Set(readers.map(({ id }) => id));
    const [, , memberCode = ""] = scene.ways.caller.split("/");
    const added = (await readersOf(scene)).filter(({ id }) => !known.has(id));
    const lines = added.filter((one) => one.readerInstitutionId.includes(memberCode));
    expectEqual(lines.length, 1, "the number of new lines that name the ministry that registers");
  });
  await context.step("mediator", "One number is seen at every hop", () =>
    expectOneNumber(context, scene.ways, [context.mark]),
  );
}

/** Who has read what the register of persons knows of the applicant. */
function readersOf({ context, applicant }: StoryScene) {
  return readUsageOf(context.direct("holding"), "persons", [applicant.individualId]);
}

/** Everything of the permit is where it belongs, once. */
async function expectGranted(scene: StoryScene, { inspection }: Granted): Promise<void> {
  const { context, calendar, market, office, permits, ways } = scene;
  const { step } = context;
  await step("charging", "The fee is paid, once, and its bill says so", () =>
    expectFee(
      feeOver(ways.to("charging"), market, context.correlationId),
      checkContextOf(context, "charging"),
      true,
    ),
  );
  await step("scheduling", "The inspector and the applicant have the day", async () => {
    const check = checkContextOf(context, "scheduling");
    const { event, visitor } = inspection;
    const events = [...calendar.events, event].sort();
    expectEqual(await readCalendar(check, office), { events, officer: [event] }, "the calendar");
    expectEqual(await eventsOf(check, "subscriber", visitor), [event], "the applicant's appointments");
  });
  await step("holding", "The registry has one permit", () => expectRecords(context, permits, 1));
}

/** What is otherwise than in the main story. */
interface Twin extends End<Rule> {
  readonly id: string;
  readonly title: string;
  readonly scene?: (context: UseCaseContext) => SceneChanges;
  /** Who signs in instead of the applicant. */
  readonly other?: (scene: StoryScene) => Somebody;
}

/** A story that has to end at this hop by this rule, and to leave nothing behind. */
function twin({ id, title, ...twin }: Twin): Story {
  return {
    id,
    title,
    kind: "negative",
    run: async (context) => {
      const scene = await setScene(context, twin.scene?.(context));
      const claims = await signIn(context, twin.other?.(scene) ?? scene.applicant);
      await expectRefusal(context, twin, (step) => grantPermit({ ...scene, step }, claims));
      await expectNothingLeft(scene);
    },
  };
}

const stories: readonly Story[] = [
  {
    id: "from-plan-to-permit",
    title: "Somebody applies with a plan, pays the fee, and has a permit and a day for the inspection",
    kind: "positive",
    run: fromPlanToPermit,
  },
  twin({
    id: "wrong-document",
    title: "What is no plan is not taken, and there is no application",
    hop: "registering",
    rule: "document",
    scene: () => ({ wish: (wish, _, mark) => ({ ...wish, plan: programOf(mark) }) }),
  }),
  twin({
    id: "incomplete-form",
    title: "A form that lacks an answer is not taken, and there is no application",
    hop: "registering",
    rule: "form",
    scene: () => ({ wish: (wish, service) => ({ ...wish, answers: incomplete(service) }) }),
  }),
  twin({
    id: "no-right",
    title: "An application without the right learns nothing, and nothing is reviewed or paid",
    hop: "mediator",
    rule: "right",
    scene: (context) => ({ caller: strangeApplication(context) }),
  }),
  twin({
    id: "wrong-identity",
    title: "Who signs in as somebody else gets no permit, and nothing is reviewed or paid",
    hop: "identity",
    rule: "identity",
    other: ({ applicant }) => somebody(`${applicant.individualId}-2`),
  }),
  twin({
    id: "review-refuses",
    title: "Where the review finds that the plan cannot be built, nothing is paid or issued",
    hop: "reviewing",
    rule: "review",
    scene: () => ({ finding: "refused" }),
  }),
  twin({
    id: "slot-taken",
    title: "Where the inspector is elsewhere that day, nothing is paid or issued",
    hop: "scheduling",
    rule: "slot",
    scene: () => ({ slotTaken: true }),
  }),
  twin({
    id: "unknown-bill",
    title: "Where the fee has no bill, the day is free again and no permit is issued",
    hop: "charging",
    rule: "bill",
    scene: () => ({ billUnknown: true }),
  }),
  twin({
    id: "fee-not-paid",
    title: "Where the fee cannot be paid, the day is free again and no permit is issued",
    hop: "charging",
    rule: "funds",
    scene: () => ({ feeTooHigh: true }),
  }),
];

export default stories;
