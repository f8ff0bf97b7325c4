import { z } from "zod";
import type { Choice } from "../init/question.ts";
import { type Manner, putQuestion, type Reply } from "./put-question.ts";

/** Something that the wizard itself wants to know: no answer of it gets into the profile. */
export interface Decision {
  readonly title: string;
  readonly help: string;
  readonly choices: readonly Choice[];
  readonly suggested?: string;
}

/** Lets a person decide; nothing of it stays to be seen. */
export function chooseFrom(decision: Decision, manner: Manner): Promise<Reply> {
  return putQuestion(
    { kind: "choice", path: [], schema: z.string(), ...decision },
    { ...manner, silent: true },
  );
}
