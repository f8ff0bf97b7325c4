import { type CheckContext, type Level, NotApplicable } from "../../check.ts";
import {
  expectEqual,
  expectMatches,
  expectRefused,
  expectShape,
  expectStatus,
  expectTrue,
} from "../../expect.ts";
import type { HttpRequest } from "../../http.ts";
import { checksOf, negative, positive, type Statement } from "../checks-of.ts";
import { uploadPlan } from "./documents.ts";
import {
  describeApplication,
  expectNothing,
  INVALID,
  listFiles,
  NOTHING,
  openTask,
  readFile,
  registrationApi,
  remove,
  type Scene,
  setScene,
  submit,
  UNNAMED,
} from "./scene.ts";
import { file } from "./shapes.ts";

type Request = Omit<HttpRequest, "path" | "method">;

const headers = { "Content-Type": "application/json" };

/** Where a refusal is not the usual one. */
interface Unusual {
  readonly otherPath?: string;
  readonly level?: Level;
}

/** What must not be taken as an application; nothing is stored then. */
function refuses(
  id: string,
  title: string,
  statuses: readonly number[],
  requests: (right: Record<string, unknown>, scene: Scene) => readonly Request[],
  { otherPath, level = "REQUIRED" }: Unusual = {},
): Statement {
  const run = async (context: CheckContext) => {
    const scene = await setScene(context);
    const wrong = requests(describeApplication(scene), scene);
    if (wrong.length === 0)
      throw new NotApplicable("the form of the service has nothing that could be wrong so");
    const sent = [];
    for (const request of wrong)
      sent.push(await context.http.send({ ...request, method: "POST", path: otherPath ?? scene.submitPath }));
    // Before anything is judged, so that what was stored all the same is taken away.
    const nothing = await expectNothing(context, scene).catch((error: unknown) => error);
    for (const answer of sent) expectRefused(answer, ...statuses);
    if (nothing !== undefined) throw nothing;
  };
  return negative(id, title, run, { level });
}

const withData = (right: Record<string, unknown>, { eFormId }: Scene, data: unknown): Request => ({
  json: { ...right, formData: { data, eFormId } },
});

async function storesAsSent(context: CheckContext, applicationName: string): Promise<void> {
  const scene = await setScene(context);
  const sent = describeApplication(scene, { applicationName });
  const before = await listFiles(context, { applicantId: scene.applicant });
  expectEqual(before.files, [], "the applicant's applications before", before.exchange);
  const answer = await context.http.send({ method: "POST", path: scene.submitPath, json: sent });
  expectStatus(answer, 200);
  const stored = expectShape(answer, file);
  remove(context, "removeApplication", stored.fileId);
  const { created, ...rest } = stored.applicationData;
  expectMatches(rest, { ...sent, created: undefined }, "the answered application", answer);
  expectEqual(Date.parse(created), Date.parse("2026-01-31T08:00:00.000Z"), "the time of its making", answer);
  if (stored.applicantId !== undefined)
    expectEqual(stored.applicantId, scene.applicant, "the answered applicant", answer);
  const { id, name } = scene.service;
  expectMatches(stored, { serviceId: id, serviceName: name, ended: false }, "the answered file", answer);
  expectEqual(stored.status.code, "PENDING", "the status", answer);
  const read = await readFile(context, stored.fileId);
  expectMatches(read.file, stored, "the application that is read", read.exchange);
  expectMatches(stored, read.file, "the answered application", answer);
}

const PATH = "POST /services/{serviceId}/applications";

/** Submitting applications. */
export const submitChecks = checksOf("submitApplication", registrationApi(PATH), [
  positive("application", "An application is stored as it was sent, and waits to be decided", (context) =>
    storesAsSent(context, `Application ${context.mark}`),
  ),
  positive("application-in-any-script", "Names in every script are stored as they were written", (context) =>
    storesAsSent(context, `Åsa “ಅಶ್ವಿನಿ” علي 王 🧒🏽 \\ " ' < & % ${context.mark}`),
  ),
  positive(
    "application-has-task",
    "An application that was submitted is on somebody's desk",
    async (context) => {
      const scene = await setScene(context);
      const { fileId } = await submit(context, scene);
      const task = await openTask(context, fileId);
      expectMatches(task, { fileId, serviceId: scene.service.id }, "the task");
    },
  ),
  positive(
    "application-with-documents",
    "Documents are part of the application that names them",
    async (context) => {
      const scene = await setScene(context);
      const documentUrls = [await uploadPlan(context, "first"), await uploadPlan(context, "second")];
      const stored = await submit(context, scene, { documentUrls });
      expectEqual(stored.applicationData.documentUrls, documentUrls, "the answered documents");
      const read = await readFile(context, stored.fileId);
      expectEqual(read.file.applicationData.documentUrls, documentUrls, "the documents", read.exchange);
      const { files, exchange } = await listFiles(context, { applicantId: scene.applicant });
      expectEqual(files[0]?.documentUrls, documentUrls, "the documents in the list", exchange);
    },
  ),
  positive(
    "applications-of-several",
    "Applications of two people are two, each of its own",
    async (context) => {
      const scene = await setScene(context);
      const other = `${scene.applicant}-2`;
      const first = await submit(context, scene);
      const second = await submit(context, scene, { applicantId: other });
      expectTrue(first.fileId !== second.fileId, "both applications have the same number");
      expectEqual(second.applicationData.applicantId, other, "the second one's applicant");
    },
  ),
  positive(
    "application-again",
    "The same application sent twice, as after a broken connection, is stored once",
    async (context) => {
      const scene = await setScene(context);
      const first = await submit(context, scene);
      const again = await submit(context, scene);
      expectEqual(again.fileId, first.fileId, "the number of the application");
      const { files, exchange } = await listFiles(context, { applicantId: scene.applicant });
      expectEqual(files.length, 1, "the number of applications", exchange);
    },
    { level: "RECOMMENDED" },
  ),
  refuses("application-without-caller", "A call that does not say who calls is refused", UNNAMED, (right) => [
    { json: right, client: null },
  ]),
  refuses("application-without-body", "A call without an application is refused at once", INVALID, () => [
    { headers },
    { headers, text: "{}" },
  ]),
  refuses("application-malformed", "What is cut off or of another shape is refused", INVALID, (right) => [
    { headers, text: JSON.stringify(right).slice(0, -3) },
    { json: [right] },
    { json: { ...right, formData: "everything" } },
    { json: { ...right, documentUrls: "plan.pdf" } },
  ]),
  refuses("application-without-applicant", "An application of nobody is refused", INVALID, (right) => [
    { json: { ...right, applicantId: undefined } },
  ]),
  refuses(
    "application-incomplete",
    "An application without an answer that the form requires is refused",
    INVALID,
    (right, scene) => scene.filled.incomplete.map((data) => withData(right, scene, data)),
  ),
  refuses(
    "application-wrong-answers",
    "An answer of another type than the form's is refused",
    INVALID,
    (right, scene) => scene.filled.wrong.map((data) => withData(right, scene, data)),
  ),
  refuses(
    "application-unknown-answers",
    "An answer to a question that the form does not have is refused",
    INVALID,
    (right, scene) => [withData(right, scene, { ...scene.filled.answers, "cs-test-unknown": "x" })],
    // Which questions a form has its schema says; that nothing else may come along is a reading of ours.
    { level: "RECOMMENDED" },
  ),
  refuses(
    "application-unknown-service",
    "Nobody can apply for a service that does not exist",
    [404],
    (right) => [{ json: right }],
    { otherPath: `/services/${NOTHING}/applications` },
  ),
]);
