import { expectStatus } from "../../expect.ts";
import { takeBack, type Undo } from "../refused.ts";
import {
  type Account,
  type BatchResult,
  type Paying,
  type Payment,
  payBatch,
  registerBeneficiary,
  suspendBeneficiary,
  validateAccount,
} from "./payments.ts";
import { TransferRefused } from "./refusal.ts";
import {
  BENEFICIARIES,
  type Household,
  type Programme,
  readHousehold,
  readProgramme,
  type Ways,
} from "./ways.ts";

/** What a household's head says of themselves. */
export interface Application {
  /** The number under which the ministry keeps it; one that comes back is the same application. */
  readonly id: string;
  /** The national number, at most 20 characters. */
  readonly personId: string;
  readonly name: string;
  /** `YYYY-MM-DD` */
  readonly birthDate: string;
  readonly householdId: string;
  readonly programmeId: string;
  readonly account: Account;
  /** The registry has had it before, and keeps it as a candidate's where it is refused. */
  readonly waiting?: boolean;
}

/** What identity says of whoever signed in. */
export interface Claims {
  readonly name?: unknown;
  readonly birthdate?: unknown;
  readonly [claim: string]: unknown;
}

/** Someone who is enrolled and may be paid. */
export interface Enrolment {
  readonly application: Application;
  readonly programme: Programme;
}

/** What a transfer is done with: the ways to the others, and who shows what is done. */
export interface Scene {
  readonly paying: Paying & { readonly ways: Ways };
  /** New for each try, at most 11 characters: what is asked under another one is another request. */
  readonly attempt: string;
  step<T>(hop: string, title: string, action: () => Promise<T>): Promise<T>;
  readonly further?: Further;
}

/** What is asked of parts that not every country has; what nobody plays is not asked. */
export interface Further {
  /** Whether the applicant's consent counts. */
  readonly consent?: { verify(): Promise<void>; forget(): Promise<void> } | undefined;
  /** Who decides on eligibility; without it the ministry itself does. */
  readonly decision?: { begin(household: Household): Promise<void>; stop(): Promise<void> } | undefined;
}

/**
 * Takes an application to its enrolment. What was written until a refusal is taken back before it is thrown, so that
 * nobody is enrolled by halves.
 */
export async function enrol(scene: Scene, application: Application, claims: Claims): Promise<Enrolment> {
  const { attempt, further, paying, step } = scene;
  const { ways } = paying;
  const undo: Undo[] = [];
  try {
    await step("asking", "The household's application is received", async () => {
      undo.push(() => restoreApplication(scene, application), ...endsOf(scene));
      await keep(scene, application, { status: "candidate" });
    });
    await step("identity", "The applicant is who they say", async () => compareClaims(application, claims));
    const { consent } = further ?? {};
    if (consent !== undefined)
      await step("consenting", "The applicant's consent is verified", () => consent.verify());
    const household = await step("holding", "The other ministry says what the household lives on", () =>
      readHousehold(ways, application.householdId),
    );
    const programme = await judge(scene, application, household);
    await step("paying", "The account is known to its institution", () =>
      validateAccount(paying, `V${attempt}`, application.account),
    );
    await step("paying", "The payment system knows where the beneficiary is paid", async () => {
      undo.push(() => suspendBeneficiary(paying, `S${attempt}`, application.personId));
      await registerBeneficiary(paying, `R${attempt}`, application.personId, application.account);
    });
    await step("asking", "The beneficiary is enrolled", () =>
      keep(scene, application, { status: "enrolled", enrolledOn: new Date().toISOString().slice(0, 10) }),
    );
    return { application, programme };
  } catch (error) {
    throw await takeBack(undo, error);
  }
}

/** Pays what is due to everybody who is enrolled, in one batch; where it is not paid, all of them are withdrawn. */
export async function pay(scene: Scene, enrolments: readonly Enrolment[]): Promise<BatchResult> {
  try {
    return await scene.step("paying", "The money is on the accounts", () =>
      payBatch(scene.paying, `B${scene.attempt}`, enrolments.map(paymentOf)),
    );
  } catch (error) {
    throw await takeBack(
      enrolments.flatMap(({ application }) => undoOf(scene, application)),
      error,
    );
  }
}

/** What a beneficiary is due, in units of the programme's currency. */
export function paymentOf({ application, programme }: Enrolment): Payment {
  const { amount, currency } = programme.benefit;
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions()
    .maximumFractionDigits;
  const units = amount / 10 ** (digits ?? 2);
  return { person: application.personId, amount: units, currency, purpose: "Social cash transfer" };
}

/** Ends an enrolment. */
export async function withdraw(scene: Scene, application: Application): Promise<void> {
  for (const action of undoOf(scene, application).toReversed()) await action();
}

/** What ends an enrolment: the registry holds nothing of it, and nothing is paid any more. */
function undoOf(scene: Scene, application: Application): Undo[] {
  return [
    () => restoreApplication(scene, application),
    () => suspendBeneficiary(scene.paying, `S${scene.attempt}`, application.personId),
    ...endsOf(scene),
  ];
}

/** What ends an application at the further parts. */
function endsOf({ further: { consent, decision } = {} }: Scene): Undo[] {
  return [
    ...(consent === undefined ? [] : [() => consent.forget()]),
    ...(decision === undefined ? [] : [() => decision.stop()]),
  ];
}

function compareClaims({ name, birthDate }: Application, claims: Claims): void {
  if (claims.name !== name) throw new TransferRefused("identity", "identity", "the name is another one");
  if (claims.birthdate !== birthDate)
    throw new TransferRefused("identity", "identity", "the date of birth is another one");
}

/** Whether the household gets what the programme pays: a process says so where there is one, else the ministry. */
async function judge(scene: Scene, application: Application, household: Household): Promise<Programme> {
  const { further: { decision } = {}, paying, step } = scene;
  const read = async () => {
    const programme = await readProgramme(paying.ways, application.programmeId);
    if (household.headId !== application.personId)
      throw new TransferRefused("holding", "household", "somebody else is the head of this household");
    return programme;
  };
  if (decision === undefined)
    return step("asking", "The household is eligible", async () => decide(household, await read()));
  const programme = await step("asking", "The programme and its conditions are read", read);
  await step("deciding", "The household is eligible", () => decision.begin(household));
  return programme;
}

function decide(household: Household, programme: Programme): Programme {
  const { eligibility } = programme;
  const { maximumIncomePerHead = Number.POSITIVE_INFINITY, minimumDependants = 0 } = eligibility;
  const perHead = household.monthlyIncome / household.members.length;
  if (perHead > maximumIncomePerHead)
    throw new TransferRefused("asking", "eligibility", "the income of each member is above the limit");
  if (household.dependants < minimumDependants)
    throw new TransferRefused("asking", "eligibility", "too few depend on the head of the household");
  return programme;
}

async function keep(
  { paying }: Scene,
  application: Application,
  state: Record<string, unknown>,
): Promise<void> {
  const { id, personId, name, birthDate, householdId, programmeId, account } = application;
  const kept = {
    id,
    personId,
    applicant: { name, birthDate },
    householdId,
    programmeId,
    account: {
      modality: account.modality === "01" ? "mobile-money" : "bank",
      institution: account.institution,
      number: account.address,
    },
    ...state,
  };
  const json = { query: { content: { id } }, write: { content: kept } };
  const path = `${BENEFICIARIES}/updateOrCreate`;
  expectStatus(await paying.ways.own.send({ method: "POST", path, json }), 200);
}

/** The registry as it was before the application was decided on. */
async function restoreApplication(scene: Scene, application: Application): Promise<void> {
  if (application.waiting === true) return keep(scene, application, { status: "candidate" });
  const path = `${BENEFICIARIES}/${encodeURIComponent(application.id)}/delete`;
  expectStatus(await scene.paying.ways.own.send({ method: "DELETE", path }), 204, 404);
}
