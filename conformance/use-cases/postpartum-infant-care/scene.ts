import { NotApplicable, type UseCaseContext } from "../../check.ts";
import type { Agreed } from "../../suites/consent/scene.ts";
import { decisionOf } from "../../suites/registration/fixtures.ts";
import type { Scene as Service } from "../../suites/registration/scene.ts";
import { findService } from "../application.ts";
import { applicationOf } from "../asking-application.ts";
import { type Calendar, type Office, openOffice, readCalendar } from "../calendar.ts";
import { checkContextOf } from "../check-context.ts";
import { enterPerson, somebody } from "../person.ts";
import { sideBySide } from "../side-by-side.ts";
import { type Accounts, openAccounts } from "../unconditional-social-cash-transfer/accounts.ts";
import { openInbox } from "../unconditional-social-cash-transfer/inbox.ts";
import type { Account, Paying } from "../unconditional-social-cash-transfer/payments.ts";
import { enrolAtIdentity, openDesk, type Somebody } from "../unconditional-social-cash-transfer/sign-in.ts";
import { openWays, type Ways } from "../ways.ts";
import { openMothers } from "./mothers.ts";
import { type Answer, openAgreement } from "./word.ts";

/** What services for mothers have in their names. */
const MOTHER = "mother";

/** The roles that are called through the mediator. */
const OTHERS = ["telling", "consenting", "holding", "scheduling", "paying"] as const;
export type Other = (typeof OTHERS)[number];

/** What a story plays with; all of it goes when the story is over. */
export interface StoryScene extends Omit<Accounts, "payer"> {
  readonly context: UseCaseContext;
  readonly step: UseCaseContext["step"];
  /** The ways of whoever applies for the mother. */
  readonly ways: Ways<Other>;
  readonly paying: Paying;
  /** How the ministry itself reaches the payment system, whatever the story makes otherwise. */
  readonly reading: Paying;
  readonly service: Service;
  /** The answers to the form. */
  readonly answers: Readonly<Record<string, unknown>>;
  readonly mother: Somebody;
  /** The mother as payments ask for her. */
  readonly application: { readonly personId: string };
  /** The ministry as a client of identity. */
  readonly desk: Awaited<ReturnType<typeof openDesk>>;
  readonly agreed: Agreed;
  readonly answer: Answer;
  readonly office: Office;
  /** What stood in the office's calendar in the beginning. */
  readonly calendar: Calendar;
  /** The path of the registry of mothers and children. */
  readonly mothers: string;
}

/** What a story changes of the usual scene. */
export interface SceneChanges {
  readonly caller?: string;
  readonly answers?: (service: Service) => StoryScene["answers"];
  readonly answer?: Answer;
  /** Who signs in instead of the mother. */
  readonly other?: (mother: Somebody) => Somebody;
  /** Somebody else has the nurse on a day of the series. */
  readonly slotTaken?: boolean;
  readonly account?: (account: Account) => Account;
  readonly funds?: string;
}

/** Makes what a story needs at each of the ministries. */
export async function setScene(context: UseCaseContext, changes: SceneChanges = {}): Promise<StoryScene> {
  const { correlationId, mark, sink, step } = context;
  if (sink === undefined) throw new NotApplicable("this run has no address where call-backs can arrive");
  // Before anything is made, that without these a story does not end half-way.
  for (const decision of ["APPROVED", "REJECTED"] as const)
    decisionOf(checkContextOf(context, "registering"), decision);
  const accounts = await openAccounts(context, changes.funds);
  // At most 20 characters, as the payment system has it.
  const mother = somebody(mark);
  const scheduling = checkContextOf(context, "scheduling");
  const [found, desk, agreed, [office, calendar], mothers] = await sideBySide(
    step("registering", "Outreach: the service for mothers and its e-form are found", () =>
      findService(context, MOTHER),
    ),
    step("identity", "The mother has an identity", async () => {
      await enrolAtIdentity(context, changes.other?.(mother) ?? mother);
      return openDesk(context);
    }),
    step("consenting", "The ministry publishes to what mothers are asked to consent", () =>
      openAgreement(context),
    ),
    step("scheduling", "The health centre has a nurse", async () => {
      const opened = await openOffice(context, "nurse", changes.slotTaken ?? false);
      return [opened, await readCalendar(scheduling, opened)] as const;
    }),
    step("holding", "The registers of persons, and of mothers and children are there", async () => {
      await enterPerson(context, mother);
      return openMothers(context);
    }),
  );
  const service = { ...found, applicant: mother.individualId };
  const own = applicationOf(context, "registering");
  const ways = openWays(context, changes.caller ?? own, OTHERS);
  const { payer } = accounts;
  const inbox = openInbox(sink, mark);
  const payingBy = (by: Ways<Other>): Paying => ({
    ways: { mediator: by.to("paying").http, paying: "", caller: by.caller },
    ...{ inbox, payer, correlationId },
  });
  return {
    ...accounts,
    ...{ context, step, ways, service, mother, desk, agreed, office, calendar, mothers },
    paying: payingBy(ways),
    reading: payingBy(openWays(context, own, OTHERS)),
    answers: changes.answers?.(service) ?? service.filled.answers,
    application: { personId: mother.individualId },
    answer: changes.answer ?? "given",
    account: changes.account?.(accounts.account) ?? accounts.account,
  };
}
