import type { Story, UseCaseContext } from "../../check.ts";
import { expectEqual, expectTrue } from "../../expect.ts";
import { strangeApplication } from "../asking-application.ts";
import { readUsage } from "../household-lookup/household.ts";
import { expectRefusal } from "../twin.ts";
import { addAbsentProvider } from "./absent-provider.ts";
import { followUp } from "./further.ts";
import { countAddresses, countEntries, expectNothingLeft } from "./leftovers.ts";
import { readBatch } from "./payments.ts";
import { type Rule, TransferRefused } from "./refusal.ts";
import { type SceneChanges, type StoryScene, setScene } from "./scene.ts";
import { enrolAtIdentity, openDesk, type Somebody, signInAtDesk } from "./sign-in.ts";
import { type Application, type Claims, enrol, pay, paymentOf } from "./transfer.ts";

const CORRELATION = "x-correlation-id";

/** The household's head, as identity knows them. */
function applicantOf({ application }: StoryScene): Somebody {
  return personOf(application.personId, application.name, application.birthDate);
}

function personOf(individualId: string, fullName: string, birthDate: string): Somebody {
  return { individualId, fullName, birthDate, gender: "Female", email: `${individualId}@example.org` };
}

/** An officer signs in, and then whoever says that they are the applicant. */
async function signInBoth(context: UseCaseContext, applicant: Somebody): Promise<Claims> {
  const { mark, step } = context;
  const officer = personOf(`${mark}-officer`, `Test Officer ${mark}`, "1979-08-02");
  await step("identity", "An officer and the applicant have an identity", async () => {
    await enrolAtIdentity(context, officer);
    await enrolAtIdentity(context, applicant);
  });
  const desk = await step("identity", "The officer signs in at the ministry's desk", async () => {
    const party = await openDesk(context);
    const { name } = await signInAtDesk(context, party, officer);
    expectEqual(name, officer.fullName, "the name of the officer");
    return party;
  });
  return step("identity", "The applicant proves who they are", () => signInAtDesk(context, desk, applicant));
}

async function fromApplicationToMoney(context: UseCaseContext): Promise<void> {
  const scene = await setScene(context);
  const { application, household, paying } = scene;
  const claims = await signInBoth(context, applicantOf(scene));
  const readers = await readUsage(context, household);
  const enrolment = await enrol(scene, application, claims);
  context.cleanUp(() => scene.withdraw());
  const due = paymentOf(enrolment);
  const result = await pay(scene, [enrolment]);
  await followUp(context, scene.further);
  await context.step("paying", "Exactly the benefit was paid, once", async () => {
    expectEqual(result.completed_amount, due.amount, "the amount that was paid");
    const payments = await readBatch(paying, result.batchId);
    expectEqual(
      payments.map(({ status, amount, currency }) => ({ status, amount, currency })),
      [{ status: "COMPLETED", amount: due.amount, currency: due.currency }],
      "the payments of the batch",
    );
    expectEqual(await scene.balances(), scene.after(due.amount), "the balances of payer and payee");
  });
  await context.step("asking", "The beneficiary is enrolled once, and is paid at one account", async () => {
    expectEqual(await countEntries(context, scene), 1, "the number of entries");
    expectEqual(await countAddresses(scene), 1, "the number of addresses at which the person is paid");
  });
  await context.step("holding", "The family sees which ministry has read its data", async () => {
    const known = new Set(readers.map(({ id }) => id));
    const added = (await readUsage(context, household)).filter(({ id }) => !known.has(id));
    const [, , memberCode = ""] = paying.ways.caller.split("/");
    const lines = added.filter((one) => one.readerInstitutionId.includes(memberCode));
    expectEqual(lines.length, 1, "the number of new lines that name the asking ministry");
  });
  await context.step("mediator", "One number is seen at every hop", () => expectOneNumber(context, scene));
}

/** Every part answers with the story's number, and the payment system calls back with it. */
async function expectOneNumber(context: UseCaseContext, scene: StoryScene): Promise<void> {
  const { correlationId, direct, mediator } = context;
  const { ways } = scene.paying;
  const asked = {
    asking: await direct("asking").send({ path: "/databases" }),
    holding: await direct("holding").send({ path: "/databases" }),
    identity: await direct("identity").send({ path: "/.well-known/openid-configuration" }),
    mediator: await mediator.send({ path: `${ways.paying}/healthcheck`, client: ways.caller }),
  };
  for (const [hop, answer] of Object.entries(asked))
    expectEqual(answer.headers[CORRELATION], correlationId, `the number that ${hop} answers with`, answer);
  for (const [hop, numbers] of scene.further.numbers())
    expectEqual([...numbers], [correlationId], `the numbers that ${hop} answered with`);
  for (const name of ["validation", "registration", "payment"]) {
    const numbers = (await scene.calls(name)).map(({ headers }) => headers[CORRELATION]);
    expectTrue(numbers.length > 0, `no result of ${name} was called back`);
    expectEqual([...new Set(numbers)], [correlationId], `the number of the results of ${name}`);
  }
}

/** What is otherwise than in the main story. */
interface Twin {
  readonly id: string;
  readonly title: string;
  /** The optional role that it is about. */
  readonly about?: string;
  readonly hop: string;
  readonly rule: Rule;
  readonly scene?: (context: UseCaseContext) => SceneChanges | Promise<SceneChanges>;
  readonly application?: (application: Application) => Application;
  /** Who signs in instead of the applicant. */
  readonly applicant?: (scene: StoryScene) => Somebody;
  /** Nothing may have been read of the household. */
  readonly unread?: true;
}

/** A story that has to end at this hop by this rule, and to leave nothing behind. */
function twin({ id, title, about, ...twin }: Twin): Story {
  return {
    id,
    title,
    kind: "negative",
    ...(about === undefined ? {} : { about }),
    run: async (context) => {
      const scene = await setScene(context, await twin.scene?.(context));
      const application = twin.application?.(scene.application) ?? scene.application;
      const claims = await signInBoth(context, twin.applicant?.(scene) ?? applicantOf(scene));
      const readers = await readUsage(context, scene.household);
      const refused = await expectRefusal(context, twin, (step) =>
        enrolAndPay({ ...scene, step }, application, claims),
      );
      if (twin.unread)
        await context.step("holding", "Nobody has read the household's data", async () =>
          expectEqual(await readUsage(context, scene.household), readers, "who has read the data"),
        );
      await expectNothingLeft(context, scene, refused instanceof TransferRefused ? refused.batch : undefined);
    },
  };
}

async function enrolAndPay(scene: StoryScene, application: Application, claims: Claims): Promise<void> {
  await pay(scene, [await enrol(scene, application, claims)]);
}

const stories: readonly Story[] = [
  {
    id: "from-application-to-money",
    title: "A household applies, is found eligible, and has the money on its account",
    kind: "positive",
    run: fromApplicationToMoney,
  },
  twin({
    id: "no-right",
    title: "A ministry without the right learns nothing, and nobody is enrolled or paid",
    hop: "mediator",
    rule: "right",
    scene: (context) => ({ caller: strangeApplication(context) }),
  }),
  twin({
    id: "wrong-identity",
    title: "Who signs in as somebody else is not enrolled or paid",
    hop: "identity",
    rule: "identity",
    applicant: ({ application }) =>
      personOf(`${application.personId}-other`, "Somebody Else", application.birthDate),
  }),
  twin({
    id: "no-consent",
    title: "Of who has consented to nothing, nothing is read, and nobody is enrolled or paid",
    about: "consenting",
    hop: "consenting",
    rule: "consent",
    scene: () => ({ word: "nothing" }),
    unread: true,
  }),
  twin({
    id: "consent-withdrawn",
    title: "Of who has withdrawn the consent, nothing is read, and nobody is enrolled or paid",
    about: "consenting",
    hop: "consenting",
    rule: "consent",
    scene: () => ({ word: "no more" }),
    unread: true,
  }),
  twin({
    id: "ineligible",
    title:
      "A household that lives on more than the programme allows is refused, and nobody is enrolled or paid",
    about: "deciding",
    hop: "deciding",
    rule: "eligibility",
    scene: () => ({ tooRich: true }),
  }),
  twin({
    id: "unknown-account",
    title: "An account that its institution does not know gets nothing, and nobody is enrolled",
    hop: "paying",
    rule: "account",
    application: (application) => ({
      ...application,
      account: { ...application.account, address: `NO${application.account.address}` },
    }),
  }),
  twin({
    id: "insufficient-funds",
    title: "Where the programme's account does not suffice, nobody is paid or stays enrolled",
    hop: "paying",
    rule: "funds",
    scene: () => ({ funds: "1.00" }),
  }),
  twin({
    id: "provider-away",
    title: "Where the payment system does not answer, nobody is enrolled by halves",
    hop: "mediator",
    rule: "provider",
    scene: async (context) => ({ paying: await addAbsentProvider(context) }),
  }),
];

export default stories;
