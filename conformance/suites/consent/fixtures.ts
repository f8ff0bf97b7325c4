import { z } from "zod";
import { type CheckContext, NotApplicable } from "../../check.ts";

/** What the checks can be told of a product, since the specification leaves it open (docs/adr/0015). */
const fixtures = z.looseObject({
  individualHeader: z.string().min(1).default("X-ConsentBB-IndividualId"),
  signing: z.literal("JWS").optional(),
  webhookSignature: z.string().min(1).toLowerCase().optional(),
  webhookTimestamp: z.string().min(1).toLowerCase().optional(),
});

/** The fixtures of the target. Throws where they have another shape: wrong use. */
function fixturesOf({ target }: CheckContext): z.infer<typeof fixtures> {
  const parsed = fixtures.safeParse(target.fixtures ?? {});
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  throw new TypeError(`the fixtures of ${target.part}: ${first?.path.join(".")}: ${first?.message}`);
}

/** The header that names an individual. */
export function asIndividual(context: CheckContext, id: string): Record<string, string> {
  return { [fixturesOf(context).individualHeader]: id };
}

/** Skips a check where nobody says how to sign. */
export function requireSigning(context: CheckContext): void {
  if (fixturesOf(context).signing === undefined)
    throw new NotApplicable("no fixture says how signatures are made");
}

/** The headers with which webhooks are signed; undefined where nobody says. */
export function webhookHeaders(
  context: CheckContext,
): { readonly signature: string; readonly timestamp: string } | undefined {
  const { webhookSignature: signature, webhookTimestamp: timestamp } = fixturesOf(context);
  return signature === undefined || timestamp === undefined ? undefined : { signature, timestamp };
}
