import { expectNoneGranted } from "../application.ts";
import { expectUnchanged } from "../calendar.ts";
import { checkContextOf } from "../check-context.ts";
import { expectNoNotice } from "../notice.ts";
import { expectRecords } from "../own-registry.ts";
import { expectFee, feeOver } from "./fee.ts";
import { expectNoReview } from "./review.ts";
import type { StoryScene } from "./scene.ts";

/** Reads every place at which a refused application could have left something, and finds nothing. */
export async function expectNothingLeft(scene: StoryScene): Promise<void> {
  const { context, market, office, permits, process, reading, service } = scene;
  const { step } = context;
  await step("registering", "No application waits or is approved, and no desk has a task", () =>
    expectNoneGranted(context, service),
  );
  await step("reviewing", "No review goes on, and no officer has a task", () =>
    expectNoReview(context, process),
  );
  await step("scheduling", "The calendar is what it was, and nobody is expected", () =>
    expectUnchanged(checkContextOf(context, "scheduling"), office, scene.calendar),
  );
  await step("charging", "The bill is not paid, and nobody has got its money", () =>
    expectFee(
      feeOver(reading.to("charging"), market, context.correlationId),
      checkContextOf(context, "charging"),
      false,
    ),
  );
  await step("holding", "The registry has no permit", () => expectRecords(context, permits, 0));
  await step("telling", "Nobody was told of a permit", () => expectNoNotice(context));
}
