import type { Answers } from "../init/answers.ts";
import type { KeptDraft } from "../init/draft-file.ts";
import { initTalk as say } from "../messages/init-en.ts";
import { chooseFrom } from "./choose-from.ts";
import type { Manner } from "./put-question.ts";

/** Asks whether a profile that is there may be written over in the end; nothing where the person stopped. */
export async function mayOverwrite(file: string, manner: Manner): Promise<boolean | undefined> {
  const choices = [
    { value: "leave", ...say.leave },
    { value: "overwrite", ...say.overwrite },
  ];
  const reply = await chooseFrom({ ...say.there(file), choices, suggested: "leave" }, manner);
  return reply.kind === "answer" ? reply.answer === "overwrite" : undefined;
}

/** The answers to begin with: those of a draft, where there is one and the person wants it; nothing to stop. */
export async function whichDraft(
  path: string,
  kept: KeptDraft | undefined,
  manner: Manner,
): Promise<Answers | undefined> {
  if (kept === undefined) return {};
  if ("reason" in kept) {
    manner.terminal.talk(say.draftUnreadable(path, kept.reason));
    return {};
  }
  const choices = [
    { value: "go-on", ...say.goOn },
    { value: "anew", ...say.beginAnew },
  ];
  const reply = await chooseFrom({ ...say.draft(kept.day), choices, suggested: "go-on" }, manner);
  if (reply.kind !== "answer") return undefined;
  return reply.answer === "go-on" ? kept.answers : {};
}
