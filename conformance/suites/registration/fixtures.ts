import { z } from "zod";
import { type CheckContext, NotApplicable } from "../../check.ts";

const path = z.string().startsWith("/").includes("{id}");
const data = z.record(z.string(), z.unknown());

/** What the checks can be told of a product, since the specification leaves it open (docs/adr/0017). */
const fixtures = z.looseObject({
  service: z.string().optional(),
  answers: data.default({}),
  decisions: z
    .object({ APPROVED: data.optional(), SENDBACK: data.optional(), REJECTED: data.optional() })
    .default({}),
  portal: z.string().optional(),
  removeApplication: path.optional(),
  removeDocument: path.optional(),
});

/** A decision about an application that ends a task. */
export type Decision = "APPROVED" | "REJECTED" | "SENDBACK";

/** The fixtures of the target. Throws where they have another shape: wrong use. */
export function fixturesOf({ target }: CheckContext): z.output<typeof fixtures> {
  const parsed = fixtures.safeParse(target.fixtures ?? {});
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  throw new TypeError(`the fixtures of ${target.part}: ${first?.path.join(".")}: ${first?.message}`);
}

/** With which data a task is completed so. */
export function decisionOf(context: CheckContext, decision: Decision): Readonly<Record<string, unknown>> {
  const known = fixturesOf(context).decisions[decision];
  if (known === undefined)
    throw new NotApplicable(`no fixture says how ${decision} is decided (decisions.${decision})`);
  return known;
}

/** An application that acts for applicants, and not for operators. */
export function portalOf(context: CheckContext): string {
  const { portal } = fixturesOf(context);
  if (portal === undefined)
    throw new NotApplicable("no fixture names an application for applicants (portal)");
  return portal;
}
