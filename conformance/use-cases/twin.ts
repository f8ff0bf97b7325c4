import type { UseCaseContext } from "../check.ts";
import { expectEqual, expectTrue } from "../expect.ts";
import { quietly, Refused } from "./refused.ts";

/** Where something has to end, and by which rule. */
export interface End<Rule extends string = string> {
  readonly hop: string;
  readonly rule: Rule;
}

/**
 * What is tried is refused at this hop by this rule, and in no other way. `attempt` shows its steps with `step`. Gives the
 * refusal.
 */
export async function expectRefusal(
  context: UseCaseContext,
  { hop, rule }: End,
  attempt: (step: UseCaseContext["step"]) => Promise<unknown>,
): Promise<Refused> {
  const refused = await refusalOf(attempt(quietly(context)));
  return context.step(refused?.hop ?? hop, "The application ends here, and says why", async () => {
    expectTrue(refused !== undefined, "the application was not refused");
    expectEqual(`${refused.hop}: ${refused.rule}`, `${hop}: ${rule}`, "the hop and rule");
    return refused;
  });
}

/** Why something was refused; undefined where it was not. Anything else than a refusal is thrown. */
async function refusalOf(attempt: Promise<unknown>): Promise<Refused | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
}
