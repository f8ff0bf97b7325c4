import { z } from "zod";
import type { Received } from "../../callback-sink.ts";
import { type CheckContext, NotApplicable, type UseCaseContext } from "../../check.ts";
import { expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { HttpClient } from "../../http.ts";
import { askingApplication } from "../asking-application.ts";
import { type Household, registerHousehold } from "../household-lookup/household.ts";
import { markOf, openInbox } from "./inbox.ts";
import type { Account, Payer, Paying } from "./payments.ts";
import { type Application, withdraw } from "./transfer.ts";
import { PROGRAMMES, type Ways } from "./ways.ts";

/** How long a result may take to be called back, in milliseconds. */
const RESULT_MS = 10_000;
/** What the test payer's account holds, and what the test programme pays and asks, in minor units. */
const FUNDS = "5000.00";
const BENEFIT = 45_000;
const MOST_PER_HEAD = 50_000;

/** What a story plays with: a household, its application, and accounts of its own. */
export interface StoryScene {
  readonly paying: Paying;
  /** The same as the ministry itself reaches it, whatever the story makes otherwise. */
  readonly reading: Paying;
  readonly step: UseCaseContext["step"];
  readonly household: Household;
  readonly application: Application;
  readonly attempt: string;
  /** What the accounts of the payer and the payee hold now, and held in the beginning. */
  readonly balances: () => Promise<Readonly<Record<string, string>>>;
  readonly before: Readonly<Record<string, string>>;
  /** What they should hold when so much was paid, in units of the currency. */
  after(amount: number): Readonly<Record<string, string>>;
  /** The results of that name which were called back. */
  calls(name: string): Promise<readonly Received[]>;
  /** The currency of the country's payments. */
  readonly currency: string;
  /** Puts so much on the programme's account. */
  fund(balance: string): Promise<void>;
  /** Ends the enrolment, where there is one. */
  withdraw(): Promise<void>;
}

/** What a story changes of the usual scene. */
export interface SceneChanges {
  readonly funds?: string;
  readonly caller?: string;
  /** The way to the payment system. */
  readonly paying?: string;
}

const fixtures = z.looseObject({
  world: z.string().startsWith("/"),
  ledger: z.string().startsWith("/"),
  payers: z.string().startsWith("/"),
  institutions: z.string().startsWith("/"),
});

const world = z.looseObject({ currency: z.string() });
const ledger = z.looseObject({
  balanced: z.boolean(),
  accounts: z.array(z.looseObject({ account: z.string(), balance: z.string() })),
});

/** Makes the accounts, the household and the application of a story; all goes when the story is over. */
export async function setScene(context: UseCaseContext, changes: SceneChanges = {}): Promise<StoryScene> {
  const { correlationId, mark, step } = context;
  if (context.sink === undefined)
    throw new NotApplicable("this run has no address where call-backs can arrive");
  const { sink } = context;
  const inbox = openInbox(sink, mark, RESULT_MS);
  const paths = fixturesOf(context);
  // Account numbers are read without regard to capitals, and shown with them.
  const tail = mark.slice(-9).toUpperCase();
  const payer: Payer = { institution: `PAYER${tail.slice(-7)}`, account: `GOV${tail}` };
  const account: Account = { institution: `BANK${tail.slice(-7)}`, modality: "00", address: `ACC${tail}` };
  const payments = context.direct("paying");
  const at = (path: string, id: string) => path.replace("{id}", encodeURIComponent(id));
  const payerPath = at(paths.payers, payer.institution);
  const fund = async (balance: string) => {
    const json = { account: payer.account, balance };
    expectStatus(await payments.send({ method: "PUT", path: payerPath, json }), 204);
  };
  await step("paying", "The programme has an account, and the household's bank has another", async () => {
    removeAfterwards(context, payments, payerPath);
    await fund(changes.funds ?? FUNDS);
    const bankPath = at(paths.institutions, account.institution);
    removeAfterwards(context, payments, bankPath);
    const json = { accounts: [{ address: account.address }] };
    expectStatus(await payments.send({ method: "PUT", path: bankPath, json }), 204);
  });
  // At most 20 characters, as the payment system has it.
  const household = await registerHousehold(context, { headId: mark, monthlyIncome: MOST_PER_HEAD });
  const currency = await currencyOf(payments, paths.world);
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
  const paying: Paying = { ways: waysOf(context, changes), inbox, payer, correlationId };
  const reading: Paying = { ways: waysOf(context, {}), inbox, payer, correlationId };
  const balances = () => readBalances(payments, paths.ledger, [payer.account, account.address]);
  const before = await balances();
  const moved = (name: string, amount: number) =>
    (Number(before[name]) + amount).toFixed(digitsOf(before[name]));
  return {
    paying,
    reading,
    step,
    household,
    application,
    attempt: tail,
    balances,
    before,
    after: (amount) => ({
      [payer.account]: moved(payer.account, -amount),
      [account.address]: moved(account.address, amount),
    }),
    currency,
    fund,
    calls: (name) => sink.received(markOf(mark, name)),
    withdraw: () => withdraw({ paying, step, attempt: `${tail}X` }, application),
  };
}

/** How many digits an amount has behind its point. */
const digitsOf = (amount = ""): number => amount.split(".")[1]?.length ?? 0;

async function currencyOf(http: HttpClient, path: string): Promise<string> {
  const read = await http.send({ path });
  expectStatus(read, 200);
  return expectShape(read, world).currency;
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
    eligibility: { maximumIncomePerHead: MOST_PER_HEAD, minimumDependants: 1 },
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

function fixturesOf({ roles }: UseCaseContext): z.infer<typeof fixtures> {
  const parsed = fixtures.safeParse(roles["paying"]?.fixtures);
  if (parsed.success) return parsed.data;
  throw new NotApplicable("no fixture says how the payment system is given accounts for a test");
}

function removeAfterwards(context: UseCaseContext, http: HttpClient, path: string): void {
  context.cleanUp(async () => expectStatus(await http.send({ method: "DELETE", path }), 204, 404));
}

async function readBalances(
  http: HttpClient,
  path: string,
  names: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const read = await http.send({ path });
  expectStatus(read, 200);
  const { accounts, balanced } = expectShape(read, ledger);
  expectTrue(balanced, "the ledger of the payment system does not balance", read);
  return Object.fromEntries(
    names.map((name) => {
      // What is set aside for a batch stands beside the account, under the same name.
      const own = accounts.filter(({ account }) => account === name).map(({ balance }) => balance);
      // An account that never held anything need not stand in the ledger.
      const sum = own.reduce((total, balance) => total + Number(balance), 0);
      return [name, sum.toFixed(digitsOf(accounts[0]?.balance))];
    }),
  );
}

/** A role of the story as a check of its block would see it. */
export function checkContextOf(context: UseCaseContext, role: string): CheckContext {
  const { roles, direct, sink, mark, cleanUp } = context;
  const target = roles[role];
  if (target === undefined) throw new Error(`the use case has no role ${role}`);
  return { target, http: direct(role), sink, mark, cleanUp };
}
