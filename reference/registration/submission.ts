import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { badRequest, conflict } from "../refusal.ts";
import { checkAnswers } from "./answers.ts";
import type { Side } from "./caller.ts";
import { type Catalogue, type Form, formOf, type Service } from "./catalogue.ts";
import { MOST_DOCUMENTS, putAttachments } from "./documents.ts";
import { findReplay, insertFile, putAnswers, replayOf, type StoredFile } from "./files.ts";
import { openScreen } from "./tasks.ts";

const text = z.string().max(255);

/** What is sent with an application: `applicationFileSubmit`. */
export const SUBMISSION = z.object({
  applicationName: text.optional(),
  applicantId: text.min(1),
  created: z.iso.datetime({ offset: true }).optional(),
  formData: z
    .object({ data: z.record(z.string(), z.unknown()).optional(), eFormId: text.optional() })
    .optional(),
  documentUrls: z.array(z.string().max(2000)).max(MOST_DOCUMENTS).optional(),
});

/** An application that was sent, read. */
export type Submission = z.output<typeof SUBMISSION>;

/**
 * Stores an application with its documents and opens the task of the first screen; or finds the file that it repeats.
 * Refuses (400, 409) what the service does not take; nothing is stored then.
 */
export function submitApplication(
  db: DatabaseSync,
  catalogue: Catalogue,
  service: Service,
  submission: Submission,
  side: Side,
  now: number,
): StoredFile {
  const { isExecutable, isClosed, id } = service.definition;
  if (!isExecutable || isClosed) throw conflict("the service takes no applications");
  const replay = replayOf(side.client, id, submission);
  const earlier = findReplay(db, replay, now);
  if (earlier !== undefined) return earlier;
  const registered = new Date(now).toISOString();
  const { applicantId, applicationName, created, documentUrls = [], formData } = submission;
  const form = chooseForm(service.applicantForms, formData?.eFormId, service.applicantForms[0]);
  const file = insertFile(db, {
    ...{
      service: id,
      client: side.client,
      applicant: applicantId,
      name: applicationName,
      registered,
      replay,
    },
    form: form?.definition.eFormId,
    created: created === undefined ? undefined : new Date(created).toISOString(),
  });
  fillIn(db, file, form, submission);
  putAttachments(db, file.seq, documentUrls, side.kind === "applicant" ? side.client : undefined);
  openScreen(db, catalogue, file, 0, registered);
  return file;
}

/**
 * Puts an operator's answers into a file: to the form of the service that they name, else to the file's own. Gives the
 * form. Refuses (400) a form that is not the service's, or an older one, and answers that do not fit.
 */
export function putFormData(
  db: DatabaseSync,
  service: Service,
  file: StoredFile,
  submission: Submission,
): Form | undefined {
  const form = chooseForm(service.forms, submission.formData?.eFormId, formOf(service, file.form));
  fillIn(db, file, form, submission);
  return form;
}

function chooseForm(
  forms: readonly Form[],
  eFormId: string | undefined,
  otherwise: Form | undefined,
): Form | undefined {
  if (eFormId === undefined) return otherwise;
  const found = forms.find(({ definition }) => definition.latest && definition.eFormId === eFormId);
  if (found === undefined) throw badRequest("formData.eFormId: names no current form of this service");
  return found;
}

function fillIn(db: DatabaseSync, file: StoredFile, form: Form | undefined, { formData }: Submission): void {
  const answers = formData?.data ?? {};
  checkAnswers(form?.fields ?? [], answers);
  if (form !== undefined) putAnswers(db, file.seq, form.definition.eFormId, answers);
}
