import { z } from "zod";
import type { UseCaseContext } from "../../check.ts";
import { expectEqual, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import { countRecords } from "../household-lookup/household.ts";
import { expectNothingFurther } from "./further.ts";
import { type Paying, payBatch, readBatch } from "./payments.ts";
import { TransferRefused } from "./refusal.ts";
import type { StoryScene } from "./scene.ts";
import { BENEFICIARIES, throughMediator } from "./ways.ts";

/** What a payment of one unit needs, many times over. */
const PLENTY = "5000.00";

/** Somebody who applied, and what there is to ask the payment system with. */
interface Payee extends Pick<StoryScene, "attempt" | "balances" | "currency" | "fund"> {
  readonly reading: Paying;
  readonly application: { readonly personId: string };
}

const lookup = z.looseObject({ paymentModalityList: z.array(z.looseObject({})) });

/** Reads every place at which a refused application could have left something, and finds nothing. */
export async function expectNothingLeft(
  context: UseCaseContext,
  scene: StoryScene,
  batch: string | undefined,
): Promise<void> {
  await context.step("asking", "The registry of beneficiaries has no entry of the application", async () => {
    expectEqual(await countEntries(context, scene), 0, "the number of entries");
  });
  await context.step("paying", "No payment was made", async () => {
    const payments = batch === undefined ? [] : await readBatch(scene.reading, batch);
    expectEqual(
      payments.filter(({ status }) => status !== "FAILED"),
      [],
      "the payments that did not fail",
    );
  });
  await context.step("paying", "The accounts hold what they held", async () => {
    expectEqual(await scene.balances(), scene.before, "the balances of payer and payee");
  });
  await context.step("paying", "The payment system knows nobody whom it would pay", async () => {
    if ((await countAddresses(scene)) > 0) await expectUnpayable(scene);
  });
  await expectNothingFurther(context, scene.further);
}

/**
 * A registration has no end but a status that no operation shows; what shows it is that a payment, for which there
 * would be money, fails.
 */
export async function expectUnpayable(scene: Payee): Promise<void> {
  const { application, attempt, currency, reading } = scene;
  await scene.fund(PLENTY);
  const funded = await scene.balances();
  // The batch before had the number of the way.
  const asked = { ...reading, correlationId: `U${attempt}` };
  const payment = { person: application.personId, amount: 1, currency, purpose: "Nothing" };
  const probe = payBatch(asked, `U${attempt}`, [payment]);
  const refused = await probe.then(
    () => false,
    (error: unknown) => {
      if (error instanceof TransferRefused) return true;
      throw error;
    },
  );
  expectTrue(refused, "a person who is not enrolled was paid");
  expectEqual(await scene.balances(), funded, "the balances after a payment that had to fail");
}

/** How many entries of the registry speak of the applicant. */
export function countEntries({ direct }: UseCaseContext, { application }: StoryScene): Promise<number> {
  return countRecords(direct("asking"), BENEFICIARIES, { "query.personId": application.personId });
}

/** At how many addresses the payment system would pay the applicant. */
export async function countAddresses({
  reading,
  application,
}: Pick<Payee, "reading" | "application">): Promise<number> {
  const query = new URLSearchParams({ payeeIdentity: application.personId, requestId: "lookup" });
  const asked = await throughMediator(reading.ways, {
    path: `${reading.ways.paying}/beneficiary/?${query}`,
    headers: {
      "X-Callback-URL": reading.inbox.urlFor("lookup"),
      registeringInstitutionId: reading.payer.institution,
    },
  });
  expectStatus(asked, 200, 404);
  if (asked.status === 404) return 0;
  const { paymentModalityList } = expectShape(asked, lookup);
  expectTrue(paymentModalityList.length <= 1, "a person is paid at more than one address", asked);
  return paymentModalityList.length;
}
