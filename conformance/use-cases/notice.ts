import type { CheckContext, UseCaseContext } from "../check.ts";
import { expectEqual } from "../expect.ts";
import { addressOf, hasMailbox } from "../suites/messaging/fixtures.ts";
import {
  accept,
  describeEmail,
  expectArrived,
  expectCounted,
  expectEventually,
  expectNothing,
} from "../suites/messaging/scene.ts";
import { checkContextOf } from "./check-context.ts";

/** Sends somebody of the story a notice, through the mediator, and reads what became of it. */
export async function sendNotice(
  context: UseCaseContext,
  telling: CheckContext,
  notice: { readonly title: string; readonly content: string },
): Promise<void> {
  const json = describeEmail(telling, { emailContent: { encoding: "UTF-8", ...notice } });
  const request = await accept(telling, "single", json);
  const office = checkContextOf(context, "telling");
  // Only where it can be looked into the mailbox is it known that the address takes e-mails.
  if (!hasMailbox(office)) return expectCounted(telling, request, 1);
  await expectEventually(telling, request, { delivered: 1 });
  const { subject } = await expectArrived(office, addressOf(office));
  expectEqual(subject, notice.title, "the title of the notice");
}

/** Nobody has sent a notice to anybody of the story. */
export function expectNoNotice(context: UseCaseContext): Promise<void> {
  const check = checkContextOf(context, "telling");
  return expectNothing(check, [addressOf(check)]);
}
