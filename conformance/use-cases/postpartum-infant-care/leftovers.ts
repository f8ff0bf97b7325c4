import { expectEqual } from "../../expect.ts";
import { expectNoneGranted } from "../application.ts";
import { expectUnchanged } from "../calendar.ts";
import { checkContextOf } from "../check-context.ts";
import { readUsageOf } from "../household-lookup/household.ts";
import { expectRecords } from "../own-registry.ts";
import type { Refused } from "../refused.ts";
import { sideBySide } from "../side-by-side.ts";
import { countAddresses, expectUnpayable } from "../unconditional-social-cash-transfer/leftovers.ts";
import { readBatch } from "../unconditional-social-cash-transfer/payments.ts";
import { TransferRefused } from "../unconditional-social-cash-transfer/refusal.ts";
import type { StoryScene } from "./scene.ts";
import { expectReminders } from "./visits.ts";
import { expectNoConsent } from "./word.ts";

/** Reads every place at which a refused application could have left something; `reads` of her data are no secret. */
export async function expectNothingLeft(scene: StoryScene, refused: Refused, reads: number): Promise<void> {
  const { agreed, calendar, context, mothers, office, service } = scene;
  const { step } = context;
  await sideBySide(
    step("registering", "No application waits or is approved, and no desk has a task", () =>
      expectNoneGranted(context, service),
    ),
    step("consenting", "No consent is kept for what was refused", () => expectNoConsent(context, agreed)),
    step("holding", "The registry has neither mother nor child", () => expectRecords(context, mothers, 0)),
    step("holding", reads === 0 ? "Nobody has read her data" : "The mother sees who has read her data", () =>
      expectReads(scene, reads),
    ),
    step("scheduling", "The calendar is what it was, and nobody is expected or reminded", async () => {
      await expectUnchanged(checkContextOf(context, "scheduling"), office, calendar);
      await expectReminders(context, 0);
    }),
    step("paying", "Nobody was paid, and nobody would be", () => expectUnpaid(scene, refused)),
  );
}

/** The mother sees so many lines in the register of persons, all of the ministry that registers. */
export async function expectReads({ context, mother, ways }: StoryScene, count: number): Promise<void> {
  const lines = await readUsageOf(context.direct("holding"), "persons", [mother.individualId]);
  expectEqual(lines.length, count, "how often the mother's data were read");
  const [, , memberCode = ""] = ways.caller.split("/");
  const others = lines.filter((one) => !one.readerInstitutionId.includes(memberCode));
  expectEqual(others.length, 0, "how often others than the ministry that registers have read them");
}

async function expectUnpaid(scene: StoryScene, refused: Refused): Promise<void> {
  const batch = refused instanceof TransferRefused ? refused.batch : undefined;
  const payments = batch === undefined ? [] : await readBatch(scene.reading, batch);
  const others = payments.filter(({ status }) => status !== "FAILED");
  expectEqual(others, [], "the payments that did not fail");
  expectEqual(await scene.balances(), scene.before, "the balances of payer and mother");
  if ((await countAddresses(scene)) > 0) await expectUnpayable(scene);
}
