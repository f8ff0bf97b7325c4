import type { CheckContext } from "../../check.ts";
import { approveAtDesks, rejectAtDesk } from "../application.ts";
import { sendNotice } from "../notice.ts";
import { enterRecord } from "../own-registry.ts";
import { compareClaims, readPerson } from "../person.ts";
import { takeBack, type Undo } from "../refused.ts";
import type { Claims } from "../unconditional-social-cash-transfer/transfer.ts";
import { handIn } from "./application.ts";
import { askForBill, FEE, feeOver, payBill } from "./fee.ts";
import { type Inspection, keepDay } from "./inspection.ts";
import type { Permit } from "./permits.ts";
import { beginReview, finishReview, review } from "./review.ts";
import type { Other, StoryScene } from "./scene.ts";

/** What somebody who applied has in the end. */
export interface Granted {
  readonly permit: Permit;
  readonly inspection: Inspection;
}

/**
 * Takes an application from the form to the permit. What was made until a refusal is taken back before it is thrown, and
 * the application is rejected. No operation takes back a paid fee or an approval: both come after all that can be refused.
 */
export async function grantPermit(scene: StoryScene, claims: Claims): Promise<Granted> {
  const paid = await applyAndPay(scene, claims);
  return { permit: await issue(scene, paid), inspection: paid.inspection };
}

/** An application to which nothing but the permit is missing. */
interface Paid {
  /** The number of the file. */
  readonly application: string;
  /** The number of the review. */
  readonly instance: string;
  readonly inspection: Inspection;
}

async function applyAndPay(scene: StoryScene, claims: Claims): Promise<Paid> {
  const { context, step } = scene;
  const application = await handIn({ ...context, step }, scene.service, scene.wish);
  const reject = () =>
    step("registering", "The application is rejected", () => rejectAtDesk(context, application));
  const made: Undo[] = [];
  const to = (role: Other) => scene.ways.to(role, (action) => made.push(action));
  try {
    await verify(scene, to("holding"), claims);
    const instance = await step("reviewing", "Verification: the review begins", () =>
      beginReview(to("reviewing"), scene.process, application),
    );
    await step("reviewing", "Eligibility: the officer's task is done, and the process goes on", () =>
      review(context, instance, scene.finding),
    );
    const inspection = await step("scheduling", "Eligibility: a day for the inspection is kept", () =>
      keepDay(to("scheduling"), scene.office),
    );
    await payFee(scene, to("charging"));
    for (const action of made) context.cleanUp(action);
    return { application, instance, inspection };
  } catch (error) {
    throw await takeBack([reject, ...made], error);
  }
}

async function verify({ step, applicant }: StoryScene, holding: CheckContext, claims: Claims): Promise<void> {
  const person = await step("holding", "Verification: the register of persons says who applies", () =>
    readPerson(holding, applicant.individualId),
  );
  await step("identity", "Verification: the applicant is who signed in", async () =>
    compareClaims(person, claims),
  );
}

async function payFee({ context, step, market, bill }: StoryScene, charging: CheckContext): Promise<void> {
  const fee = feeOver(charging, market, context.correlationId);
  const question = await step("charging", "Payment: the bill of the fee is told", () =>
    askForBill(fee, bill),
  );
  await step("charging", "Payment: the fee is paid", () => payBill(fee, question));
}

async function issue(
  { context, step, applicant, permits, ways }: StoryScene,
  { application, instance, inspection }: Paid,
): Promise<Permit> {
  await step("registering", "Issuing: the application is approved at every desk", () =>
    approveAtDesks(context, application),
  );
  const permit: Permit = {
    id: `${context.mark}-permit`,
    applicantId: applicant.individualId,
    application,
    inspection: inspection.event,
    fee: FEE,
    status: "issued",
  };
  await step("holding", "Issuing: the permit stands in the registry", () =>
    enterRecord(ways.to("holding"), permits, permit),
  );
  await step("reviewing", "Issuing: the officer's last task is done, and the process has ended", () =>
    finishReview(context, instance),
  );
  await step("telling", "Issuing: the applicant has the notice", () =>
    sendNotice(context, ways.to("telling"), {
      title: `Your permit ${permit.id}`,
      content: `Your permit is issued. The inspection is the appointment ${permit.inspection}.`,
    }),
  );
  return permit;
}
