import type { UseCaseContext } from "../../check.ts";
import { type Ways as OtherWays, openWays } from "../ways.ts";
import { type Consent, openConsent, type Word } from "./consent.ts";
import { type Conditions, type Decision, openDecision } from "./decision.ts";
import { type Notices, openNotices, openVisits, type Visits } from "./follow-up.ts";

/** The roles that not every country has a part for. */
const FURTHER = ["consenting", "deciding", "scheduling", "telling"] as const;

/** What a story has beside its five blocks: all that somebody plays. */
export interface StoryFurther {
  readonly consent: Consent | undefined;
  readonly decision: Decision | undefined;
  readonly visits: Visits | undefined;
  readonly notices: Notices | undefined;
  /** The numbers with which these parts have answered the ministry. */
  numbers(): ReturnType<OtherWays["numbers"]>;
}

/** What a story wants of them. */
export interface Wanted {
  /** Who the ministry is to the mediator. */
  readonly caller: string;
  readonly personId: string;
  readonly word: Word;
  readonly conditions: Conditions;
}

/** Makes what the story needs at each of the further parts that there are; it goes when the story is over. */
export async function openFurther(context: UseCaseContext, wanted: Wanted): Promise<StoryFurther> {
  const { caller, personId, word, conditions } = wanted;
  const has = (role: (typeof FURTHER)[number]) => context.roles[role] !== undefined;
  const ways = openWays(context, caller, FURTHER.filter(has));
  return {
    consent: has("consenting") ? await openConsent(context, ways, personId, word) : undefined,
    decision: has("deciding") ? await openDecision(context, ways, conditions) : undefined,
    visits: has("scheduling") ? await openVisits(context, ways) : undefined,
    notices: has("telling") ? openNotices(context, ways) : undefined,
    numbers: () => ways.numbers(),
  };
}

/** What follows the payment: the officer's task ends, a visit is appointed, and the beneficiary is told. */
export async function followUp(
  { step }: Pick<UseCaseContext, "step">,
  { decision, visits, notices }: StoryFurther,
): Promise<void> {
  if (decision !== undefined)
    await step("deciding", "The officer's task is done, and the process has ended", () => decision.finish());
  if (visits !== undefined)
    await step("scheduling", "A follow-up visit is appointed", () => visits.appoint());
  if (notices !== undefined) await step("telling", "The beneficiary is told by e-mail", () => notices.send());
}

/** Reads every place at the further parts at which something could have been left, and finds nothing. */
export async function expectNothingFurther(
  { step }: Pick<UseCaseContext, "step">,
  { consent, decision, visits, notices }: StoryFurther,
): Promise<void> {
  if (consent !== undefined)
    await step("consenting", "No consent of the applicant is left", () => consent.expectNone());
  if (decision !== undefined)
    await step("deciding", "No decision is under way, and no officer has a task", () =>
      decision.expectNone(),
    );
  if (visits !== undefined) await step("scheduling", "Nobody is to be visited", () => visits.expectNone());
  if (notices !== undefined)
    await step("telling", "Nobody was told of a transfer", () => notices.expectNone());
}
