import { z } from "zod";
import { type CheckContext, NotApplicable } from "../../check.ts";
import { expectShape, expectStatus, expectTrue } from "../../expect.ts";
import { expectDone, sendEnvelope } from "./envelope.ts";

/** What the checks can be told of a product, since the specification leaves it open (docs/adr/0011). */
const fixtures = z.looseObject({
  oneTimeCodes: z.string().startsWith("/").optional(),
  sendOneTimeCode: z.string().startsWith("/").optional(),
  oneTimeCode: z.string().min(1).optional(),
  transaction: z.string().min(1).optional(),
  enrollment: z.boolean().optional(),
});

/** The fixtures of the target; none where it has none. Throws where they have another shape: wrong use. */
export function fixturesOf({ target }: Pick<CheckContext, "target">): z.infer<typeof fixtures> {
  const parsed = fixtures.safeParse(target.fixtures ?? {});
  if (parsed.success) return parsed.data;
  throw new TypeError(
    `the fixtures of ${target.part} have another shape: ${parsed.error.issues[0]?.message}`,
  );
}

const shownCode = z.looseObject({ code: z.string().min(4) });
const sentCode = z.looseObject({ transactionId: z.string().min(1).optional() });

/** The code that a person was sent last, as the person would read it. */
export async function readCode(context: CheckContext, individualId: string): Promise<string> {
  const { oneTimeCode, oneTimeCodes } = fixturesOf(context);
  if (oneTimeCode !== undefined) return oneTimeCode;
  if (oneTimeCodes === undefined)
    throw new NotApplicable("no fixture says where the one-time codes of a test person are read");
  const path = oneTimeCodes.replace("{individualId}", encodeURIComponent(individualId));
  const read = await context.http.send({ path });
  expectStatus(read, 200);
  return expectShape(read, shownCode).code;
}

/** Has a code sent to a person, outside of any page, and gives it with the id of its transaction. */
export async function requestCode(context: CheckContext, individualId: string, transactionId?: string) {
  const { oneTimeCode, sendOneTimeCode } = fixturesOf(context);
  if (oneTimeCode !== undefined) return { code: oneTimeCode, transactionId: transactionId ?? context.mark };
  if (sendOneTimeCode === undefined)
    throw new NotApplicable("no fixture says how a one-time code is sent to a test person");
  const request = { individualId, ...(transactionId === undefined ? {} : { transactionId }) };
  const sent = await sendEnvelope(context, { path: sendOneTimeCode, request });
  const { transactionId: made = transactionId } = expectDone(sent, sentCode);
  expectTrue(made !== undefined, "a one-time code was sent without a transaction", sent);
  return { code: await readCode(context, individualId), transactionId: made };
}

/** The id of the transaction that a page to sign in at speaks of. */
export function transactionIn(context: CheckContext, page: string): string {
  const { transaction } = fixturesOf(context);
  if (transaction === undefined)
    throw new NotApplicable("no fixture says where a page to sign in at has the id of its transaction");
  const found = new RegExp(transaction).exec(page)?.[1];
  if (found === undefined) throw new NotApplicable("the page to sign in at has no id of a transaction");
  return found;
}
