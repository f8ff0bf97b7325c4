import { type Call, defineOperation, type Operation } from "../operation.ts";
import { badRequest, conflict, notFound } from "../refusal.ts";
import { recordAudit } from "./audit.ts";
import { requireOperator, sideOf } from "./caller.ts";
import { describeFile, describeFileItem } from "./describe.ts";
import { putAttachments } from "./documents.ts";
import { findFile, listFiles, renameFile } from "./files.ts";
import { PAGE_QUERY, readPage } from "./page.ts";
import type { Registration } from "./registration.ts";
import { routesOf } from "./routes.ts";
import { requireService } from "./service-operations.ts";
import { hasEnded } from "./status.ts";
import { putFormData, SUBMISSION, type Submission, submitApplication } from "./submission.ts";
import { findTaskBySeq, serviceOf } from "./tasks.ts";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const SUBMIT = "/services/{serviceId}/applications";
const LIST = "/applications";
const ONE = "/applications/{fileId}";

/** By which of ours the names of the specification sort files. */
const COLUMNS = {
  ...{ id: "file.id", instanceId: "file.mainTask", caseInstanceId: "file.mainTask", created: "file.created" },
  ...{ assignee: "task.assignee", name: "file.name", nameCaseInsensitive: "lower(file.name)" },
};

/** The operations on application files. */
export function applicationOperations(registration: Registration): readonly Operation[] {
  const { store, settings } = registration;
  return [
    defineOperation({
      id: "submitApplication",
      summary: "Submit an application as an applicant",
      method: "POST",
      path: SUBMIT,
      routes: routesOf(SUBMIT),
      client: "required",
      body: SUBMISSION,
      responses: {
        200: "Returns started application file ID",
        400: "The request is not valid",
        404: "Service was not found",
      },
      handle: (call) => {
        const service = requireService(registration, call);
        return store.write((db) => {
          const { catalogue } = registration;
          const side = sideOf(call, settings);
          const file = submitApplication(db, catalogue, service, call.body, side, Date.now());
          recordAudit(db, call, { operation: "submitApplication", status: 200, subject: file.id });
          return { status: 200, body: describeFile(db, catalogue, file) };
        });
      },
    }),
    defineOperation({
      id: "getApplicantFileList",
      summary: "The application files that the caller may see",
      method: "GET",
      path: LIST,
      routes: routesOf(LIST),
      client: "required",
      query: [{ name: "serviceId" }, { name: "applicantId" }, ...PAGE_QUERY],
      responses: { 200: "list of applications or an empty array if none are available" },
      handle: (call) => answerList(registration, call),
    }),
    defineOperation({
      id: "getApplicationFileById",
      summary: "One application file",
      method: "GET",
      path: ONE,
      routes: routesOf(ONE),
      client: "required",
      query: [{ name: "applicantId" }],
      responses: { 200: "Returns application file by id", 404: "Application file was not found" },
      handle: (call) => {
        const side = sideOf(call, settings);
        const { catalogue } = registration;
        return store.read((db) => {
          const client = side.kind === "applicant" ? side.client : undefined;
          const applicant = call.query.get("applicantId") || undefined;
          const file = findFile(db, call.params["fileId"] ?? "", client, applicant);
          if (file === undefined) throw notFound("Application file was not found");
          return { status: 200, body: describeFile(db, catalogue, file) };
        });
      },
    }),
    defineOperation({
      id: "updateApplicationFileForm",
      summary: "Change an application file with an operator's form data",
      method: "PUT",
      path: ONE,
      routes: routesOf(ONE),
      client: "required",
      guard: (call) => void requireOperator(call, settings),
      body: SUBMISSION,
      responses: {
        200: "Returns updated application file",
        400: "The request is not valid",
        404: "Application file was not found",
      },
      handle: (call) => changeFile(registration, call),
    }),
  ];
}

function answerList({ store, catalogue, settings }: Registration, call: Call) {
  const side = sideOf(call, settings);
  const service = call.query.get("serviceId") || undefined;
  const applicant = call.query.get("applicantId") || undefined;
  if (service !== undefined && !UUID.test(service)) throw badRequest("serviceId: must be a UUID");
  if (side.kind === "applicant" && applicant === undefined)
    throw badRequest("applicantId: an application for applicants has to name its person");
  const client = side.kind === "applicant" ? side.client : undefined;
  const known = service === undefined ? undefined : catalogue.findService(service);
  if (service !== undefined && known === undefined) return { status: 200, body: [] };
  const page = readPage(call.query, COLUMNS, "file.seq");
  return store.read((db) => {
    const files = listFiles(db, { service: known?.definition.id, applicant, client, ...page });
    const body = files.map(({ taskSeq, ...file }) =>
      describeFileItem(db, catalogue, file, taskSeq === null ? undefined : findTaskBySeq(db, taskSeq)),
    );
    return { status: 200, body };
  });
}

function changeFile({ store, catalogue }: Registration, call: Call<Submission>) {
  const { body, params } = call;
  return store.write((db) => {
    const file = findFile(db, params["fileId"] ?? "");
    if (file === undefined) throw notFound("Application file was not found");
    if (hasEnded(file.status)) throw conflict("the application has ended");
    if (body.applicantId !== file.applicant) throw badRequest("applicantId: is not that of the file");
    const service = serviceOf(catalogue, file);
    const form = body.formData === undefined ? undefined : putFormData(db, service, file, body);
    if (body.documentUrls !== undefined) putAttachments(db, file.seq, body.documentUrls, undefined);
    const changed = renameFile(db, file, body);
    recordAudit(db, call, { operation: "updateApplicationFileForm", status: 200, subject: file.id });
    return { status: 200, body: describeFile(db, catalogue, changed, form) };
  });
}
