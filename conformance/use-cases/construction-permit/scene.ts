import { NotApplicable, type UseCaseContext } from "../../check.ts";
import { type Market, openMarket } from "../../suites/payments/market.ts";
import { shortId } from "../../suites/payments/town.ts";
import { decisionOf } from "../../suites/registration/fixtures.ts";
import type { Scene as Service } from "../../suites/registration/scene.ts";
import { findService } from "../application.ts";
import { applicationOf } from "../asking-application.ts";
import { type Calendar, type Office, openOffice, readCalendar } from "../calendar.ts";
import { checkContextOf } from "../check-context.ts";
import { enterPerson, somebody } from "../person.ts";
import type { Somebody } from "../unconditional-social-cash-transfer/sign-in.ts";
import { openWays, type Ways } from "../ways.ts";
import { planOf, type Wish } from "./application.ts";
import { FEE } from "./fee.ts";
import { openPermits } from "./permits.ts";
import { deployReview, type Finding } from "./review.ts";

/** What services for permits have in their names. */
const PERMIT = "permit";

/** The roles that are called through the mediator. */
const OTHERS = ["holding", "reviewing", "scheduling", "charging", "telling"] as const;
export type Other = (typeof OTHERS)[number];

/** What a story plays with; all of it goes when the story is over. */
export interface StoryScene {
  readonly context: UseCaseContext;
  readonly step: UseCaseContext["step"];
  /** The ways of whoever applies for the applicant. */
  readonly ways: Ways<Other>;
  /** Those of the ministry itself, whatever the story makes otherwise. */
  readonly reading: Ways<Other>;
  readonly service: Service;
  readonly applicant: Somebody;
  readonly wish: Wish;
  readonly finding: Finding;
  /** The process of the review. */
  readonly process: string;
  readonly office: Office;
  readonly market: Market;
  /** The bill that is asked for. */
  readonly bill: string;
  /** The path of the registry of permits. */
  readonly permits: string;
  /** What stood in the office's calendar in the beginning. */
  readonly calendar: Calendar;
}

/** What a story changes of the usual scene. */
export interface SceneChanges {
  readonly caller?: string;
  readonly wish?: (wish: Wish, service: Service, mark: string) => Wish;
  readonly finding?: Finding;
  /** Somebody else has the inspector that day. */
  readonly slotTaken?: boolean;
  /** Nobody knows the bill that is asked for. */
  readonly billUnknown?: boolean;
  /** The payer's institution may owe less than the fee. */
  readonly feeTooHigh?: boolean;
}

/** Makes what a story needs at each of the ministries. */
export async function setScene(context: UseCaseContext, changes: SceneChanges = {}): Promise<StoryScene> {
  const { mark, step } = context;
  if (context.sink === undefined)
    throw new NotApplicable("this run has no address where call-backs can arrive");
  const registering = checkContextOf(context, "registering");
  // Before anything is made, that without these a story does not end half-way.
  for (const decision of ["APPROVED", "REJECTED"] as const) decisionOf(registering, decision);
  const service = await step("registering", "Outreach: the service and its e-form are found", () =>
    findService(context, PERMIT),
  );
  const process = await step("reviewing", "The process of the review is deployed", () =>
    deployReview(context),
  );
  const market = await step("charging", "The fee has a bill, and the applicant a bank", () =>
    openMarket(checkContextOf(context, "charging"), changes.feeTooHigh ? { cap: FEE - 1 } : {}),
  );
  const office = await step("scheduling", "The office that inspects has an inspector", () =>
    openOffice(context, "inspector", changes.slotTaken ?? false),
  );
  const applicant = somebody(service.applicant, mark);
  const permits = await step("holding", "The registers of persons and of permits are there", async () => {
    await enterPerson(context, applicant);
    return openPermits(context);
  });
  const own = applicationOf(context, "registering");
  const wish: Wish = { plan: planOf(mark), answers: service.filled.answers };
  return {
    ...{ context, step, service, applicant, process, office, market, permits },
    ways: openWays(context, changes.caller ?? own, OTHERS),
    reading: openWays(context, own, OTHERS),
    wish: changes.wish?.(wish, service, mark) ?? wish,
    finding: changes.finding ?? "approved",
    bill: changes.billUnknown ? shortId() : market.bill,
    calendar: await readCalendar(checkContextOf(context, "scheduling"), office),
  };
}
