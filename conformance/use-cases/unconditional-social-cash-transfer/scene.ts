import type { Received } from "../../callback-sink.ts";
import { NotApplicable, type UseCaseContext } from "../../check.ts";
import { expectStatus } from "../../expect.ts";
import { askingApplication } from "../asking-application.ts";
import { type Household, registerHousehold } from "../household-lookup/household.ts";
import { type Accounts, openAccounts } from "./accounts.ts";
import type { Word } from "./consent.ts";
import { openFurther, type StoryFurther } from "./further.ts";
import { markOf, openInbox } from "./inbox.ts";
import type { Paying } from "./payments.ts";
import { type Application, withdraw } from "./transfer.ts";
import { PROGRAMMES, type Ways } from "./ways.ts";

/** What the test programme pays and asks, in minor units. */
const BENEFIT = 45_000;
const CONDITIONS = { maximumIncomePerHead: 50_000, minimumDependants: 1 };
/** What the household lives on, of two: half of what it may, or more. */
const INCOME = 50_000;
const TOO_MUCH = 100_002;

/** What a story plays with: a household, its application, and accounts of its own. */
export interface StoryScene extends Accounts {
  readonly paying: Paying & { readonly ways: Ways };
  /** The same as the ministry itself reaches it, whatever the story makes otherwise. */
  readonly reading: Paying & { readonly ways: Ways };
  readonly step: UseCaseContext["step"];
  readonly household: Household;
  readonly application: Application;
  /** The results of that name which were called back. */
  calls(name: string): Promise<readonly Received[]>;
  /** What the story has beside the five blocks. */
  readonly further: StoryFurther;
  /** Ends the enrolment, where there is one. */
  withdraw(): Promise<void>;
}

/** What a story changes of the usual scene. */
export interface SceneChanges {
  readonly funds?: string;
  readonly caller?: string;
  /** The way to the payment system. */
  readonly paying?: string;
  /** What the applicant has said to the data agreement. */
  readonly word?: Word;
  /** The household lives on more than the programme allows. */
  readonly tooRich?: true;
}

/** Makes the accounts, the household and the application of a story; all goes when the story is over. */
export async function setScene(context: UseCaseContext, changes: SceneChanges = {}): Promise<StoryScene> {
  const { correlationId, mark, step } = context;
  if (context.sink === undefined)
    throw new NotApplicable("this run has no address where call-backs can arrive");
  const { sink } = context;
  const inbox = openInbox(sink, mark);
  const accounts = await openAccounts(context, changes.funds);
  const { payer, account, attempt, currency } = accounts;
  // At most 20 characters, as the payment system has it.
  const household = await registerHousehold(context, {
    headId: mark,
    monthlyIncome: changes.tooRich ? TOO_MUCH : INCOME,
  });
  const programmeId = await openProgramme(context, currency);
  const application: Application = {
    id: `${mark}-application`,
    personId: household.headId,
    name: `Test Person ${mark}`,
    birthDate: "1986-03-14",
    householdId: household.id,
    programmeId,
    account,
  };
  const paying = { ways: waysOf(context, changes), inbox, payer, correlationId };
  const reading = { ways: waysOf(context, {}), inbox, payer, correlationId };
  const further = await openFurther(context, {
    caller: paying.ways.caller,
    personId: application.personId,
    word: changes.word ?? "yes",
    conditions: CONDITIONS,
  });
  return {
    ...accounts,
    paying,
    reading,
    step,
    household,
    application,
    further,
    calls: (name) => sink.received(markOf(mark, name)),
    withdraw: () => withdraw({ paying, step, further, attempt: `${attempt}X` }, application),
  };
}

/** A programme of the story's own at the ministry that pays. */
async function openProgramme(context: UseCaseContext, currency: string): Promise<string> {
  const id = `${context.mark}-programme`;
  const own = context.direct("asking");
  context.cleanUp(async () =>
    expectStatus(await own.send({ method: "DELETE", path: `${PROGRAMMES}/${id}/delete` }), 204, 404),
  );
  const content = {
    id,
    name: `Test programme ${context.mark}`,
    status: "open",
    benefit: { amount: BENEFIT, currency, frequency: "once" },
    eligibility: CONDITIONS,
  };
  await context.step("asking", "The programme and its conditions are known", async () => {
    const json = { write: { content } };
    expectStatus(await own.send({ method: "POST", path: `${PROGRAMMES}/create`, json }), 200);
  });
  return id;
}

function waysOf(context: UseCaseContext, changes: SceneChanges): Ways {
  const { servicePath, mediator } = context;
  return {
    own: context.direct("asking"),
    mediator,
    holding: servicePath["holding"] ?? "",
    paying: changes.paying ?? servicePath["paying"] ?? "",
    caller: changes.caller ?? askingApplication(context),
  };
}
