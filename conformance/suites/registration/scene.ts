import { type CheckContext, NotApplicable } from "../../check.ts";
import { expectEqual, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange, HttpRequest } from "../../http.ts";
import { type FilledForm, fillForm } from "./fill-form.ts";
import { type Decision, decisionOf, fixturesOf } from "./fixtures.ts";
import {
  completed,
  type FileAnswer,
  type FileItem,
  file,
  fileItems,
  form,
  formItems,
  type ServiceAnswer,
  service as serviceShape,
  services,
  type TaskItem,
  taskItems,
} from "./shapes.ts";

/** The file of the API, and a path in it, as a check's section names them. */
export const registrationApi = (path: string): string => `GovStack_Registration_BB_API.json, ${path}`;

/** A UUID that nothing has. */
export const NOTHING = "00000000-0000-4000-8000-000000000000";

/** The statuses with which what is wrong with a call may be refused (docs/adr/0017). */
export const INVALID = [400, 422] as const;
/** Those of a call that does not say who calls. */
export const UNNAMED = [400, 401, 403] as const;

/** Most screens that an application is led through. */
const MOST_SCREENS = 20;

/** A service that takes applications, and how its form is filled in. */
export interface Scene {
  readonly service: ServiceAnswer;
  readonly eFormId: string;
  readonly filled: FilledForm;
  /** The applicant of this check. */
  readonly applicant: string;
  readonly submitPath: string;
}

/** The services that the part lists. */
export async function listServices(context: CheckContext, name?: string): Promise<ServiceAnswer[]> {
  const query = name === undefined ? {} : { query: { name } };
  const listed = await context.http.send({ path: "/services", ...query });
  expectStatus(listed, 200);
  return expectShape(listed, services);
}

/** The service that is to be tried: the fixture's where it is there, else the first that takes applications. */
export async function chooseService(context: CheckContext): Promise<ServiceAnswer> {
  const named = await namedService(context);
  if (named !== undefined) return named;
  const found = await listServices(context);
  const open = found.find(({ isExecutable, isClosed }) => isExecutable !== false && isClosed !== true);
  if (open === undefined) throw new NotApplicable("the part has no service that takes applications");
  return open;
}

/** The service that a fixture names; undefined where there is none. */
export async function namedService(context: CheckContext): Promise<ServiceAnswer | undefined> {
  const { service: id } = fixturesOf(context);
  if (id === undefined) return undefined;
  const read = await context.http.send({ path: `/services/${encodeURIComponent(id)}` });
  if (read.status === 404) return undefined;
  expectStatus(read, 200);
  return expectShape(read, serviceShape);
}

/** Reads what has to be known to apply for a service. */
export async function setScene(context: CheckContext): Promise<Scene> {
  const service = await chooseService(context);
  const listed = await context.http.send({ path: `/services/${service.id}/eForms` });
  expectStatus(listed, 200);
  const first = expectShape(listed, formItems).find(({ latest }) => latest !== false);
  if (first === undefined && fixturesOf(context).service !== service.id)
    throw new NotApplicable("the service has no e-form");
  expectTrue(first !== undefined, "the service lists no e-form, and is known to have one", listed);
  const read = await context.http.send({ path: `/eForms/${encodeURIComponent(first.eFormId)}` });
  expectStatus(read, 200);
  const { schema } = expectShape(read, form);
  return {
    service,
    eFormId: first.eFormId,
    filled: fillForm(schema, fixturesOf(context).answers),
    applicant: `${context.mark}-applicant`,
    submitPath: `/services/${service.id}/applications`,
  };
}

/** An application that the service should take; `changes` go over it. */
export function describeApplication(scene: Scene, changes: object = {}): Record<string, unknown> {
  return {
    applicationName: `Application of ${scene.applicant}`,
    applicantId: scene.applicant,
    created: "2026-01-31T08:00:00.000Z",
    formData: { data: scene.filled.answers, eFormId: scene.eFormId },
    ...changes,
  };
}

/** Has what is stored under this name taken away when the check is over, where that is possible. */
export function remove(
  context: CheckContext,
  kind: "removeApplication" | "removeDocument",
  id: string,
): void {
  const path = fixturesOf(context)[kind]?.replace("{id}", encodeURIComponent(id));
  context.cleanUp(async () => {
    if (path === undefined) return;
    expectStatus(await context.http.send({ method: "DELETE", path }), 200, 204, 404);
  });
}

/** Submits an application and gives the answered file. */
export async function submit(
  context: CheckContext,
  scene: Scene,
  changes: object = {},
  client?: string,
): Promise<FileAnswer> {
  const request: HttpRequest = {
    method: "POST",
    path: scene.submitPath,
    json: describeApplication(scene, changes),
  };
  const answer = await context.http.send(client === undefined ? request : { ...request, client });
  expectStatus(answer, 200);
  const stored = expectShape(answer, file);
  remove(context, "removeApplication", stored.fileId);
  return stored;
}

/** Reads an application file. */
export async function readFile(
  context: CheckContext,
  fileId: string,
): Promise<{ readonly file: FileAnswer; readonly exchange: Exchange }> {
  const exchange = await context.http.send({ path: `/applications/${fileId}` });
  expectStatus(exchange, 200);
  return { file: expectShape(exchange, file), exchange };
}

/** The application files that a list shows. */
export async function listFiles(
  context: CheckContext,
  query: NonNullable<HttpRequest["query"]>,
  client?: string,
): Promise<{ readonly files: FileItem[]; readonly exchange: Exchange }> {
  const request: HttpRequest = { path: "/applications", query };
  const exchange = await context.http.send(client === undefined ? request : { ...request, client });
  expectStatus(exchange, 200);
  return { files: expectShape(exchange, fileItems), exchange };
}

/** The tasks that a list shows. */
export async function listTasks(
  context: CheckContext,
  query: NonNullable<HttpRequest["query"]>,
): Promise<{ readonly tasks: TaskItem[]; readonly exchange: Exchange }> {
  const exchange = await context.http.send({ path: "/tasks", query });
  expectStatus(exchange, 200);
  return { tasks: expectShape(exchange, taskItems), exchange };
}

/** The one task that is to be done with a file. */
export async function openTask(context: CheckContext, fileId: string): Promise<TaskItem> {
  const { tasks, exchange } = await listTasks(context, { fileId });
  const open = tasks.filter(({ status }) => status.code === "PENDING" || status.code === "SENDBACK");
  expectEqual(open.length, 1, "the number of open tasks of the application", exchange);
  const [only] = open;
  expectTrue(only !== undefined, "there is no task", exchange);
  return only;
}

/** Sends something to complete a task. */
export function complete(context: CheckContext, taskId: string, data: unknown): Promise<Exchange> {
  return context.http.send({ method: "POST", path: `/tasks/${taskId}/complete`, json: { data } });
}

/** Decides the open task of a file, with its form filled in; the answer and what was sent. */
export async function decide(context: CheckContext, fileId: string, decision: Decision) {
  const told = decisionOf(context, decision);
  const open = await openTask(context, fileId);
  const data = { ...(await fillTask(context, open)), ...told };
  const exchange = await complete(context, open.taskId, data);
  expectStatus(exchange, 200);
  return { task: open, data, exchange, answer: expectShape(exchange, completed) };
}

async function fillTask(context: CheckContext, { eFormId }: TaskItem) {
  if (eFormId === undefined) return {};
  const read = await context.http.send({ path: `/eForms/${encodeURIComponent(eFormId)}` });
  expectStatus(read, 200);
  return fillForm(expectShape(read, form).schema, fixturesOf(context).answers).answers;
}

/** Approves a file at every screen until it has ended; gives the last answer. */
export async function approve(context: CheckContext, fileId: string) {
  for (let screen = 0; screen < MOST_SCREENS; screen++) {
    const decided = await decide(context, fileId, "APPROVED");
    if (decided.answer.status.code !== "PENDING") return decided;
  }
  throw new NotApplicable(`the application is not decided after ${MOST_SCREENS} tasks`);
}

/** Nothing of this check's applicant is stored; what is there all the same is taken away. */
export async function expectNothing(context: CheckContext, scene: Scene): Promise<void> {
  const { files, exchange } = await listFiles(context, { applicantId: scene.applicant });
  for (const { fileId } of files) remove(context, "removeApplication", fileId);
  expectEqual(files.length, 0, "the number of applications after the refusal", exchange);
}
