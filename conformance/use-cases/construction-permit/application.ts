import type { CheckContext, UseCaseContext } from "../../check.ts";
import { sendDocument, takeUrl } from "../../suites/registration/documents.ts";
import type { Scene } from "../../suites/registration/scene.ts";
import { submitForm } from "../application.ts";
import { checkContextOf } from "../check-context.ts";
import { takeBack, type Undo } from "../refused.ts";
import { PermitRefused } from "./refusal.ts";

/** The statuses with which a document may be refused. */
const DOCUMENT_REFUSED = [400, 413, 415, 422];

/** A document as it is uploaded. */
export interface Plan {
  readonly name: string;
  /** Its media type. */
  readonly type: string;
  readonly content: string;
}

/** A plan that anybody can read. */
export const planOf = (mark: string): Plan => ({
  name: "plan.pdf",
  type: "application/pdf",
  content: `%PDF-1.4\n% Plan of ${mark}\n%%EOF\n`,
});

/** Something that runs on a machine, where a plan should be. */
export const programOf = (mark: string): Plan => ({
  name: "plan.exe",
  type: "application/x-msdownload",
  content: `MZ ${mark}`,
});

/** What somebody hands in. */
export interface Wish {
  readonly plan: Plan;
  /** The answers to the form. */
  readonly answers: Readonly<Record<string, unknown>>;
}

/**
 * Uploads the plan and submits the form with it; gives the number of the file. Where the form is not taken, the plan
 * goes too. Throws a {@link PermitRefused}.
 */
export async function handIn(context: UseCaseContext, service: Scene, wish: Wish): Promise<string> {
  const check = checkContextOf(context, "registering");
  const { step } = context;
  const undo: Undo[] = [];
  const url = await step("registering", "Application: the plan is uploaded", async () => {
    const { name, type, content } = wish.plan;
    const answer = await sendDocument(check, name, type, content);
    if (DOCUMENT_REFUSED.includes(answer.status))
      throw new PermitRefused("registering", "document", `it was answered ${answer.status}`, answer);
    return takeUrl(twice(check, undo), answer);
  });
  try {
    return await step("registering", "Application: the form is handed in with the plan", () =>
      submitForm(check, service, wish.answers, [url]),
    );
  } catch (error) {
    throw await takeBack(undo, error);
  }
}

/** What is made is taken away by whoever undoes it, and once more when the story is over. */
function twice(check: CheckContext, undo: Undo[]): CheckContext {
  return {
    ...check,
    cleanUp: (action) => {
      undo.push(action);
      check.cleanUp(action);
    },
  };
}
