import { type CheckContext, NotApplicable, type UseCaseContext } from "../check.ts";
import { expectEqual, expectMatches, expectShape, expectStatus } from "../expect.ts";
import {
  approve,
  decide,
  describeApplication,
  INVALID,
  listFiles,
  listServices,
  listTasks,
  readFile,
  remove,
  type Scene,
  setScene,
} from "../suites/registration/scene.ts";
import { file as fileShape } from "../suites/registration/shapes.ts";
import { checkContextOf } from "./check-context.ts";
import type { Refused } from "./refused.ts";
import { refuse } from "./rules.ts";

/** Finds a service and its form: one with this word in its name, or else the first that takes applications. */
export async function findService(context: UseCaseContext, word: string): Promise<Scene> {
  const check = checkContextOf(context, "registering");
  const open = (await listServices(check, word)).find(
    ({ isExecutable, isClosed }) => isExecutable !== false && isClosed !== true,
  );
  const fixtures = { ...check.target.fixtures, ...(open === undefined ? {} : { service: open.id }) };
  return setScene({ ...check, target: { ...check.target, fixtures } });
}

/** The answers to a form without the first that it requires. */
export function incomplete({ filled }: Scene): Readonly<Record<string, unknown>> {
  const [first] = filled.incomplete;
  if (first === undefined) throw new NotApplicable("the form of the service requires no answer");
  return first;
}

/** Hands in the form with these answers and documents; gives the number of the file. Throws a {@link Refused}. */
export async function submitForm(
  check: CheckContext,
  service: Scene,
  answers: Readonly<Record<string, unknown>>,
  documentUrls: readonly string[] = [],
): Promise<string> {
  const json = describeApplication(service, {
    formData: { data: answers, eFormId: service.eFormId },
    documentUrls,
  });
  const answer = await check.http.send({ method: "POST", path: service.submitPath, json });
  if (INVALID.some((status) => status === answer.status))
    throw refuse("registering", "form", `it was answered ${answer.status}`, answer);
  expectStatus(answer, 200);
  const { fileId, status, applicationData } = expectShape(answer, fileShape);
  remove(check, "removeApplication", fileId);
  expectEqual(status.code, "PENDING", "the status of the application", answer);
  if (documentUrls.length > 0) expectMatches(applicationData, { documentUrls }, "the application", answer);
  return fileId;
}

/** Approves the application at every desk, and sees that it has ended so. */
export async function approveAtDesks(context: UseCaseContext, fileId: string): Promise<void> {
  const check = checkContextOf(context, "registering");
  await approve(check, fileId);
  await expectFile(check, fileId, "APPROVED");
}

/** Rejects the application at its first desk, and sees that it has ended so. */
export async function rejectAtDesk(context: UseCaseContext, fileId: string): Promise<void> {
  const check = checkContextOf(context, "registering");
  await decide(check, fileId, "REJECTED");
  await expectFile(check, fileId, "REJECTED");
}

async function expectFile(check: CheckContext, fileId: string, code: string): Promise<void> {
  const { file, exchange } = await readFile(check, fileId);
  expectEqual([file.status.code, file.ended], [code, true], "what the application is", exchange);
  await expectNoTask(check, fileId);
}

async function expectNoTask(check: CheckContext, fileId: string): Promise<void> {
  const { tasks, exchange } = await listTasks(check, { fileId });
  const open = tasks.filter(({ status }) => status.code === "PENDING" || status.code === "SENDBACK");
  expectEqual(open, [], "the open tasks of the application", exchange);
}

/** No application of this service's applicant waits or is approved: there is none, or it was rejected. */
export async function expectNoneGranted(context: UseCaseContext, service: Scene): Promise<void> {
  const check = checkContextOf(context, "registering");
  const { files, exchange } = await listFiles(check, { applicantId: service.applicant });
  const granted = files.filter(({ status }) => status.code !== "REJECTED");
  expectEqual(granted, [], "the applications that were not rejected", exchange);
  for (const { fileId } of files) await expectNoTask(check, fileId);
}
