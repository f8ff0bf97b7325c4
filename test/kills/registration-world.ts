import type { Caller } from "./call.ts";
import { Journal } from "./journal.ts";
import type { Random } from "./random.ts";
import { textOf, type World, type Write } from "./world.ts";

const CLIENT = "SANDBOX/GOV/1/office";
const SLOTS = 10;
const MOST_DOCUMENTS = 100;
const SERVICE = "11111111-2222-4333-8444-555555555555";
const TITLES = { APPROVED: "Approved", REJECTED: "Rejected", SENDBACK: "Sent back" } as const;
/** Whose the task of a file is; one that has ended has none. */
const ROLES: Readonly<Record<string, string>> = { PENDING: "clerk", SENDBACK: "applicant" };
const DECISIONS = ["APPROVED", "REJECTED", "SENDBACK"] as const;

/** A file as an answer has it. */
interface AnsweredFile {
  readonly fileId: string;
  readonly applicantId: string;
  readonly status: { readonly code: string };
  readonly applicationData: Readonly<Record<string, unknown>>;
}

/** What is known of the open task of an applicant's file. */
interface OpenTask {
  readonly taskId: string;
  readonly roleId: string;
}

/** Eight clients that submit, change, decide and take back applications, and upload documents. */
export function createRegistrationWorld(): World {
  const journal = new Journal();
  const tasks = new Map<string, OpenTask>();
  const documents = new Map<string, string>();
  let turn = 0;
  return {
    block: "registration",
    seed: seedOf(),
    file: "registration.sqlite",
    journal,
    nextWrite: (client, random) => {
      turn += 1;
      if (documents.size < MOST_DOCUMENTS && random.chance(0.15)) return upload(documents, turn);
      const applicant = `c${client}-${random.below(SLOTS)}`;
      const known = journal.value(`application/${applicant}`);
      if (known === undefined) return submit(applicant, turn);
      return changeKnown(applicant, JSON.parse(known), tasks, random, turn);
    },
    inspect: async (caller) => {
      const state = new Map<string, string>();
      const complaints = await readTasks(caller, tasks);
      const files = await readFiles(caller, state);
      complaints.push(...compareTasks(files, tasks), ...(await compareStatistics(caller, files)));
      for (const [key, url] of documents) {
        const { body } = await caller.expect({ method: "GET", path: url, client: CLIENT }, 200);
        state.set(key, body);
      }
      return { state, complaints };
    },
  };
}

function seedOf(): unknown {
  const components = [{ type: "textfield", key: "name", validate: { required: true } }];
  const eForms = [{ eFormId: "form", name: "Form", schema: { display: "form", components } }];
  const screens = [{ name: "Decide", roleId: "clerk", roleName: "Clerk" }];
  const operators = ["A", "B"].map((id) => ({ id, name: id, roles: ["clerk"] }));
  return { services: [{ id: SERVICE, name: "Permit", eForms, screens }], operators };
}

function submit(applicantId: string, turn: number): Write {
  const body = { applicantId, formData: { data: { name: `${turn} é ü 漢` } } };
  return {
    ...{ key: `application/${applicantId}`, method: "POST", path: `/services/${SERVICE}/applications` },
    ...{ client: CLIENT, body, after: "any", status: 200, stored: textOf },
  };
}

/** Changes an application that waits, decides about it where its task is known, takes away one that has ended. */
function changeKnown(
  applicantId: string,
  file: AnsweredFile,
  tasks: Map<string, OpenTask>,
  random: Random,
  turn: number,
): Write {
  const own = { key: `application/${applicantId}`, client: CLIENT };
  const { code } = file.status;
  if (code === "APPROVED" || code === "REJECTED" || random.chance(0.1)) {
    const path = `/development/applications/${file.fileId}`;
    tasks.delete(applicantId);
    return { ...own, method: "DELETE", path, after: undefined, status: 204 };
  }
  const task = tasks.get(applicantId);
  if (task !== undefined && random.chance(0.6)) {
    tasks.delete(applicantId);
    return complete(own, file, task, random);
  }
  const applicationName = `turn ${turn}`;
  const after = { ...file, applicationData: { ...file.applicationData, applicationName } };
  const body = { applicantId, applicationName };
  const path = `/applications/${file.fileId}`;
  return { ...own, method: "PUT", path, body, after: textOf(after), status: 200 };
}

function complete(
  own: Pick<Write, "key" | "client">,
  file: AnsweredFile,
  task: OpenTask,
  random: Random,
): Write {
  const write = { ...own, method: "POST", path: `/tasks/${task.taskId}/complete`, status: 200 };
  if (task.roleId === "applicant") {
    const after = textOf({ ...file, status: { code: "PENDING", title: "Pending" } });
    return { ...write, body: { data: {} }, after };
  }
  const code = random.pick(DECISIONS);
  const after = { ...file, status: { code, title: TITLES[code] }, ended: code !== "SENDBACK" };
  return { ...write, body: { data: { status: code } }, after: textOf(after) };
}

/** What is uploaded is known by its address only, which the answer tells. */
function upload(documents: Map<string, string>, turn: number): Write {
  const key = `document/${turn}`;
  const content = `Document ${turn} é ü 漢\n`.repeat(1 + (turn % 50));
  const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="d.txt"\r\n\r\n';
  return {
    ...{ key, method: "POST", path: "/documents", client: CLIENT, after: "any", status: 200 },
    headers: { "Content-Type": "multipart/form-data; boundary=x" },
    text: `${head}${content}\r\n--x--\r\n`,
    stored: (body) => {
      documents.set(key, (body as { url: string }).url);
      return content;
    },
  };
}

async function readFiles(caller: Caller, state: Map<string, string>): Promise<AnsweredFile[]> {
  const listed = await caller.expect({ method: "GET", path: "/applications", client: CLIENT }, 200);
  return Promise.all(
    (listed.body as AnsweredFile[]).map(async ({ fileId, applicantId }) => {
      const path = `/applications/${fileId}`;
      const { body } = await caller.expect({ method: "GET", path, client: CLIENT }, 200);
      const key = `application/${applicantId}`;
      // Two files of one applicant would hide each other.
      state.set(key, state.has(key) ? `${state.get(key)} and ${textOf(body)}` : textOf(body));
      return body as AnsweredFile;
    }),
  );
}

async function readTasks(caller: Caller, tasks: Map<string, OpenTask>): Promise<string[]> {
  tasks.clear();
  const files = await caller.expect({ method: "GET", path: "/applications", client: CLIENT }, 200);
  const applicants = new Map(
    (files.body as AnsweredFile[]).map(({ fileId, applicantId }) => [fileId, applicantId]),
  );
  const { body } = await caller.expect({ method: "GET", path: "/tasks", client: CLIENT }, 200);
  const complaints: string[] = [];
  for (const { fileId, ...task } of body as (OpenTask & { readonly fileId: string })[]) {
    const applicant = applicants.get(fileId);
    if (applicant === undefined) complaints.push(`the task ${task.taskId} has no application`);
    else if (tasks.has(applicant)) complaints.push(`the application ${fileId} has two open tasks`);
    else tasks.set(applicant, task);
  }
  return complaints;
}

function compareTasks(files: readonly AnsweredFile[], tasks: ReadonlyMap<string, OpenTask>): string[] {
  return files.flatMap(({ fileId, applicantId, status }) => {
    const role = tasks.get(applicantId)?.roleId;
    return role === ROLES[status.code]
      ? []
      : [`the application ${fileId} is ${status.code}, its task is of ${role}`];
  });
}

/** Every decision is counted that an application shows. */
async function compareStatistics(caller: Caller, files: readonly AnsweredFile[]): Promise<string[]> {
  const path = "/data/statistics";
  const { body } = await caller.expect({ method: "GET", path, client: CLIENT }, 200, 404);
  const [tally = { approved: 0, rejected: 0, sentBack: 0 }] = Array.isArray(body) ? body : [];
  const count = (code: string) => files.filter(({ status }) => status.code === code).length;
  const isRight =
    tally.approved === count("APPROVED") &&
    tally.rejected === count("REJECTED") &&
    tally.sentBack >= count("SENDBACK");
  return isRight ? [] : [`the statistics are ${textOf(tally)}, not those of the applications`];
}
