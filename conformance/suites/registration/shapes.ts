import { z } from "zod";

const text = z.string();
const filled = z.string().min(1);
const time = z.iso.datetime({ offset: true });

/** A service in an answer. */
export const service = z.looseObject({
  id: z.guid(),
  name: filled,
  version: filled,
  type: z.enum(["None", "Private", "Public"]),
  isExecutable: z.boolean().optional(),
  isClosed: z.boolean().optional(),
  description: text.optional(),
  serviceBody: z.array(z.looseObject({ code: text.optional(), value: text.optional() })).optional(),
});
/** A service in an answer, read. */
export type ServiceAnswer = z.output<typeof service>;
/** The list of services. */
export const services = z.array(service);

/** A form in a list. */
export const formItem = z.looseObject({
  eFormId: filled,
  name: filled,
  description: text.optional(),
  version: text.optional(),
  latest: z.boolean().optional(),
});
/** The list of a service's forms. */
export const formItems = z.array(formItem);
/** A form with its schema. */
export const form = z.looseObject({ ...formItem.shape, schema: z.record(z.string(), z.unknown()) });

const formIoComponent = z.looseObject({
  type: filled,
  key: filled.optional(),
  ...{ label: text.optional(), placeholder: text.optional(), title: text.optional() },
  validate: z.looseObject({ required: z.boolean().optional() }).optional(),
  components: z.array(z.looseObject({ type: filled })).optional(),
});
/** A form of form.io. */
export const formIoForm = z.looseObject({
  schema: z.looseObject({ display: text.optional(), components: z.array(formIoComponent).min(1) }),
});

/** The codes of a status. */
export const CODES = ["PENDING", "APPROVED", "SENDBACK", "REJECTED"] as const;
const status = z.looseObject({ code: z.enum(CODES), title: filled });
const answers = z.record(z.string(), z.unknown());

/** An application file. */
export const file = z.looseObject({
  fileId: filled,
  registered: time,
  serviceId: z.guid(),
  serviceName: filled,
  applicantId: filled.optional(),
  status,
  ended: z.boolean(),
  applicationData: z.looseObject({
    applicationName: text.optional(),
    applicantId: filled,
    created: time,
    formData: z.looseObject({ data: answers, eFormId: filled }).optional(),
    documentUrls: z.array(filled).optional(),
  }),
});
/** An application file, read. */
export type FileAnswer = z.output<typeof file>;

/** An application file in a list. What a list says of its open task may be missing where nobody is assigned. */
export const fileItem = z.looseObject({
  fileId: filled,
  mainTaskId: filled,
  taskTitle: filled.optional(),
  roleId: filled.optional(),
  roleName: filled.optional(),
  assigneeId: text.optional(),
  operatorName: text.optional(),
  status,
  applicantId: filled,
  created: time,
  registered: time,
  description: text.optional(),
  serviceName: filled,
  serviceId: z.guid(),
  eformId: text.optional(),
  documentUrls: z.array(filled).optional(),
  additionalMeta: z.looseObject({ data: answers.optional() }).optional(),
});
/** An application file in a list, read. */
export type FileItem = z.output<typeof fileItem>;
/** The list of application files. */
export const fileItems = z.array(fileItem);

const taskCore = {
  taskId: filled,
  assigneeId: text.optional(),
  roleId: filled,
  created: time,
  description: text.optional(),
  serviceId: z.guid(),
  serviceName: filled,
  fileId: filled,
  eFormId: text.optional(),
  status,
};
/** A task in a list. */
export const taskItem = z.looseObject({ ...taskCore, mainTaskId: filled, name: filled });
/** A task in a list, read. */
export type TaskItem = z.output<typeof taskItem>;
/** The list of tasks. */
export const taskItems = z.array(taskItem);
/** A task with what stands in its forms. */
export const task = z.looseObject({
  ...taskCore,
  taskName: filled,
  formVariables: answers,
  data: answers.optional(),
});
/** What completing a task is answered with. */
export const completed = z.looseObject({
  taskId: filled,
  fileId: filled,
  serviceId: z.guid(),
  status,
  variables: z.record(z.string(), z.looseObject({ data: answers.optional() })).optional(),
});

/** What completing a task is answered with, read. */
export type CompletedAnswer = z.output<typeof completed>;

/** What uploading a document is answered with. */
export const uploaded = z.looseObject({ code: z.int(), type: filled, message: filled, url: filled });

/** An error as the specification describes it. */
export const systemError = z.looseObject({
  traceId: filled,
  code: filled,
  message: filled,
  localizedMessage: filled,
});

const count = z.int().min(0);
const day = z.iso.date();
/** The statistics. */
export const statistics = z.array(
  z.looseObject({
    ...{ processed: count, approved: count, sentBack: count, rejected: count },
    references: z.looseObject({
      startDate: day.optional(),
      endDate: day.optional(),
      registrationName: text.optional(),
      operator: text.optional(),
      role: text.optional(),
      ...{ timeframeDay: z.boolean(), timeframeWeek: z.boolean() },
      ...{ timeframeMonth: z.boolean(), timeframeYear: z.boolean() },
    }),
  }),
);
/** The statistics, read. */
export type Statistics = z.output<typeof statistics>;
