import type { CheckContext } from "../../check.ts";
import type { Individual } from "../../suites/consent/shapes.ts";
import { approveAtDesks, rejectAtDesk, submitForm } from "../application.ts";
import { checkContextOf } from "../check-context.ts";
import { enterRecord } from "../own-registry.ts";
import { compareClaims, readPerson } from "../person.ts";
import { takeBack, type Undo } from "../refused.ts";
import {
  type BatchResult,
  payBatch,
  registerBeneficiary,
  suspendBeneficiary,
  validateAccount,
} from "../unconditional-social-cash-transfer/payments.ts";
import type { Claims } from "../unconditional-social-cash-transfer/transfer.ts";
import { describeEnrolled } from "./mothers.ts";
import type { Other, StoryScene } from "./scene.ts";
import { keepVisits, remind, type Visits } from "./visits.ts";
import { enterMother, recordConsent, verifyConsent, type Word, withdrawConsent } from "./word.ts";

/** What a mother is paid for coming, in units of the currency. */
export const INCENTIVE = 25;

/** What a mother who applied has in the end. */
export interface Cared {
  readonly visits: Visits;
  readonly result: BatchResult;
}

/** What the ministry's application does with, on behalf of one mother. */
interface Work {
  readonly scene: StoryScene;
  /** A part that is reached through the mediator, and what is made there is taken back at a refusal. */
  to(role: Other): CheckContext;
  readonly made: Undo[];
}

/**
 * Takes a mother's application from the form to the incentive, and to the first reminder. What was made until a refusal is
 * taken back before it is thrown, and the application is rejected. No operation takes back a payment or an approval: both
 * come after all that can be refused.
 */
export async function careFor(scene: StoryScene, claims: Claims): Promise<Cared> {
  const { context, office, step, ways } = scene;
  const { application, ...cared } = await enrolAndPay(scene, claims);
  await step("registering", "Case management: the application is approved at every desk", () =>
    approveAtDesks(context, application),
  );
  await step("scheduling", "Case management: the mother is reminded of her check-up", () =>
    remind(ways.to("scheduling"), office, cared.visits),
  );
  return cared;
}

async function enrolAndPay(
  scene: StoryScene,
  claims: Claims,
): Promise<Cared & { readonly application: string }> {
  const { answer, context, service, step, ways } = scene;
  const application = await step(
    "registering",
    "Registration: the form about mother and child is handed in",
    () => submitForm(checkContextOf(context, "registering"), service, scene.answers),
  );
  const reject = () =>
    step("registering", "The application is rejected", () => rejectAtDesk(context, application));
  const made: Undo[] = [];
  const work: Work = { scene, made, to: (role) => ways.to(role, (action) => made.push(action)) };
  try {
    const { individual, word } = await askForConsent(work);
    await verify(work, individual, claims);
    const visits = await enrol(work, application, word);
    if (answer === "withdrawn" && word !== undefined)
      await step("consenting", "The mother withdraws her consent", () => withdrawConsent(context, word));
    const result = await pay(work, individual);
    for (const action of made) context.cleanUp(action);
    return { application, visits, result };
  } catch (error) {
    throw await takeBack([reject, ...made], error);
  }
}

async function askForConsent({ scene, to }: Work) {
  const { agreed, answer, mother, step } = scene;
  return step("consenting", "Registration: the mother is asked for her consent", async () => {
    const consenting = to("consenting");
    const individual = await enterMother(consenting, mother.individualId);
    const word = answer === "none" ? undefined : await recordConsent(consenting, agreed, individual);
    return { individual, word };
  });
}

async function verify({ scene, to }: Work, individual: Individual, claims: Claims): Promise<void> {
  const { agreed, mother, step } = scene;
  await step("consenting", "Verification: the mother has consented", () =>
    verifyConsent(to("consenting"), agreed, individual),
  );
  const person = await step("holding", "Verification: the register of persons says who the mother is", () =>
    readPerson(to("holding"), mother.individualId),
  );
  await step("identity", "Verification: the mother is who signed in", async () =>
    compareClaims(person, claims),
  );
}

async function enrol(
  { scene, made, to }: Work,
  application: string,
  word: Word | undefined,
): Promise<Visits> {
  const { account, attempt, context, mother, mothers, office, paying, step } = scene;
  const { individualId } = mother;
  await step("holding", "Enrolment: mother and child stand in the registry", () =>
    enterRecord(
      to("holding"),
      mothers,
      describeEnrolled(context, individualId, application, word?.record.id ?? ""),
    ),
  );
  const visits = await step(
    "scheduling",
    "Enrolment: a series of check-ups is kept for mother and child",
    () => keepVisits(to("scheduling"), office),
  );
  await step("paying", "Enrolment: the mother's account is known to its institution", () =>
    validateAccount(paying, `V${attempt}`, account),
  );
  await step("paying", "Enrolment: the payment system knows where the mother is paid", async () => {
    made.push(() => suspendBeneficiary(paying, `S${attempt}`, individualId));
    await registerBeneficiary(paying, `R${attempt}`, individualId, account);
  });
  return visits;
}

async function pay({ scene, to }: Work, individual: Individual): Promise<BatchResult> {
  const { agreed, attempt, currency, mother, paying, step } = scene;
  await step("consenting", "Payment: the mother's consent still stands", () =>
    verifyConsent(to("consenting"), agreed, individual),
  );
  const payment = { person: mother.individualId, amount: INCENTIVE, currency, purpose: "Postpartum care" };
  return step("paying", "Payment: the incentive is on her account", () =>
    payBatch(paying, `B${attempt}`, [payment]),
  );
}
