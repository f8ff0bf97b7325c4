import type { DatabaseSync } from "node:sqlite";
import { type Catalogue, type Form, formOf, type Service } from "./catalogue.ts";
import { listAttachments } from "./documents.ts";
import { readAnswers, type StoredFile } from "./files.ts";
import { describeStatus, hasEnded } from "./status.ts";
import { describeStep, type StoredTask, serviceOf } from "./tasks.ts";

/** A service as answers have it: the specification's `service`. */
export function describeService({ definition }: Service): object {
  const { eForms: _, screens: __, ...service } = definition;
  return service;
}

/** A form as lists have it: `EFormListItem`. */
export function describeFormItem({ definition }: Form): object {
  const { schema: _, ...item } = definition;
  return item;
}

/** A file: `applicationFileResponse`, with the answers to the applicant's form or to another one. */
export function describeFile(db: DatabaseSync, catalogue: Catalogue, file: StoredFile, form?: Form): object {
  const service = serviceOf(catalogue, file);
  const shown = form ?? formOf(service, file.form);
  const { applicant, name, created } = file;
  const data = {
    ...(name === null ? {} : { applicationName: name }),
    ...{ applicantId: applicant, created },
    ...(shown === undefined
      ? {}
      : {
          formData: {
            data: readAnswers(db, file.seq, shown.definition.eFormId),
            eFormId: shown.definition.eFormId,
          },
        }),
    documentUrls: listAttachments(db, file.seq),
  };
  return {
    fileId: file.id,
    registered: file.registered,
    applicantId: applicant,
    serviceId: file.service,
    serviceName: service.definition.name,
    status: describeStatus(file.status),
    ended: hasEnded(file.status),
    applicationData: data,
  };
}

/** A file as lists have it: `applicantApplicationFileListResponse`. */
export function describeFileItem(
  db: DatabaseSync,
  catalogue: Catalogue,
  file: StoredFile,
  task: StoredTask | undefined,
): object {
  const service = serviceOf(catalogue, file);
  const { applicant, name, created, registered } = file;
  return {
    fileId: file.id,
    mainTaskId: file.mainTask,
    ...(task === undefined ? {} : describeOpenTask(catalogue, file, task)),
    ...{ status: describeStatus(file.status), applicantId: applicant, created, registered },
    description: service.definition.description,
    ...{ serviceName: service.definition.name, serviceId: file.service },
    ...(file.form === null ? {} : { eformId: file.form }),
    documentUrls: listAttachments(db, file.seq),
    ...(name === null ? {} : { additionalMeta: { data: { applicationName: name } } }),
  };
}

function describeOpenTask(catalogue: Catalogue, file: StoredFile, task: StoredTask): object {
  const step = describeStep(catalogue, file, task);
  const operator = task.side === "operator" ? catalogue.findOperator(task.assignee ?? "") : undefined;
  return {
    ...{ taskTitle: step.name, roleId: task.role, roleName: step.roleName },
    ...(task.assignee === null ? {} : { assigneeId: task.assignee }),
    ...(operator === undefined ? {} : { operatorName: operator.name }),
  };
}

/** What both descriptions of a task have. */
function describeTaskCore(catalogue: Catalogue, file: StoredFile, task: StoredTask): object {
  const step = describeStep(catalogue, file, task);
  return {
    ...(task.assignee === null ? {} : { assigneeId: task.assignee }),
    ...{ roleId: task.role, created: task.created, description: step.description },
    ...{ serviceId: file.service, serviceName: serviceOf(catalogue, file).definition.name },
    ...{ fileId: file.id, status: describeStatus(task.status) },
    ...(step.eFormId === undefined ? {} : { eFormId: step.eFormId }),
  };
}

/** A task as lists have it: `userTaskResponse`. */
export function describeTaskItem(catalogue: Catalogue, file: StoredFile, task: StoredTask): object {
  const { name } = describeStep(catalogue, file, task);
  return { taskId: task.id, mainTaskId: file.mainTask, name, ...describeTaskCore(catalogue, file, task) };
}

/** A task with what stands in its forms: `dataUserTaskResponse`. */
export function describeTask(
  db: DatabaseSync,
  catalogue: Catalogue,
  file: StoredFile,
  task: StoredTask,
): object {
  const { name, eFormId } = describeStep(catalogue, file, task);
  return {
    taskId: task.id,
    taskName: name,
    ...describeTaskCore(catalogue, file, task),
    formVariables: readAnswers(db, file.seq, file.form),
    data: readAnswers(db, file.seq, eFormId),
  };
}
