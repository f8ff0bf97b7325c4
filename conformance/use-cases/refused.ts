import { Unmet, type UseCaseContext } from "../check.ts";
import type { Exchange } from "../http.ts";

/** Somebody's wish that goes no further. Names the hop at which it ended and the rule that it did not meet. */
export class Refused<Rule extends string = string> extends Unmet {
  readonly hop: string;
  readonly rule: Rule;

  /** `meaning` is the rule as a sentence has it: what would have to hold. */
  constructor(hop: string, rule: Rule, meaning: string, reason: string, exchange?: Exchange) {
    super(`refused at ${hop}, by the rule that ${meaning}: ${reason}`, exchange);
    this.name = "Refused";
    this.hop = hop;
    this.rule = rule;
  }
}

/** What takes one written thing back. */
export type Undo = () => Promise<void>;

/** Takes back what was written, the last first and all of it. Gives the reason, and what could not be taken back. */
export async function takeBack(undo: readonly Undo[], reason: unknown): Promise<unknown> {
  const troubles: string[] = [];
  for (const action of undo.toReversed())
    await action().catch((error: unknown) =>
      troubles.push(error instanceof Error ? error.message : String(error)),
    );
  if (troubles.length === 0) return reason;
  const said = reason instanceof Error ? reason.message : String(reason);
  return new Unmet(`${said}; what was written before could not be taken back: ${troubles.join("; ")}`);
}

/** Shows steps that end in a refusal as done: the refusal is what the story is about. */
export function quietly({ step }: Pick<UseCaseContext, "step">): UseCaseContext["step"] {
  return async (hop, title, action) => {
    const done = await step(hop, title, () =>
      action().then(
        (value) => ({ value }),
        (error: unknown) => {
          if (error instanceof Refused) return { error };
          throw error;
        },
      ),
    );
    if ("error" in done) throw done.error;
    return done.value;
  };
}
