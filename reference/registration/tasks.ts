import { randomUUID } from "node:crypto";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { allRows, firstRow, runSql } from "../sql.ts";
import type { Catalogue, Service } from "./catalogue.ts";
import type { Screen } from "./definition.ts";
import { FILE_COLUMNS, type StoredFile } from "./files.ts";
import type { StatusCode } from "./status.ts";

/** The role of those who apply. */
export const APPLICANT_ROLE = { id: "applicant", name: "Applicant" } as const;

/** What an applicant is to do with a file that was sent back. */
const CORRECTION = {
  name: "Correct your application",
  description: "The application was sent back. Correct it and send it again.",
} as const;

/** A task as it is stored. */
export interface StoredTask {
  readonly seq: number;
  readonly id: string;
  /** The number of its file. */
  readonly file: number;
  /** The screen by its place in the service; of an applicant's task the one that sent the file back. */
  readonly screen: number;
  readonly side: "applicant" | "operator";
  readonly role: string;
  readonly assignee: string | null;
  readonly created: string;
  readonly completed: string | null;
  readonly status: StatusCode;
  /** The mark of what it was completed with, and the answer to that. */
  readonly replay: string | null;
  readonly answer: string | null;
}

const TASK_COLUMNS = [
  ...["seq", "id", "file", "screen", "side", "role", "assignee", "created", "completed", "status", "replay"],
  "answer",
]
  .map((column) => `task.${column}`)
  .join(", ");

/** Opens the task of a screen, for the operator of its role who has the fewest. */
export function openScreen(
  db: DatabaseSync,
  catalogue: Catalogue,
  file: StoredFile,
  screen: number,
  at: string,
): void {
  const { roleId } = screenOf(serviceOf(catalogue, file), screen);
  insertTask(
    db,
    file,
    { screen, side: "operator", role: roleId, assignee: chooseOperator(db, catalogue, roleId) },
    at,
  );
}

/** Opens the applicant's task to correct what a screen has sent back. */
export function openCorrection(db: DatabaseSync, file: StoredFile, screen: number, at: string): void {
  insertTask(db, file, { screen, side: "applicant", role: APPLICANT_ROLE.id, assignee: file.applicant }, at);
}

/** The open task of this number, or any. */
export function findTaskBySeq(db: DatabaseSync, seq: number): StoredTask | undefined {
  return firstRow(db, `SELECT ${TASK_COLUMNS} FROM task WHERE seq = ?`, seq);
}

/** The task that is to be done with a file; none where the file has ended. */
export function findOpenTask(db: DatabaseSync, file: number): StoredTask | undefined {
  return firstRow(db, `SELECT ${TASK_COLUMNS} FROM task WHERE file = ? AND completed IS NULL`, file);
}

/** The task of this id with its file, whatever has become of it. */
export function findTask(
  db: DatabaseSync,
  id: string,
): { readonly task: StoredTask; readonly file: StoredFile } | undefined {
  const task = firstRow<StoredTask>(db, `SELECT ${TASK_COLUMNS} FROM task WHERE id = ?`, id.toLowerCase());
  if (task === undefined) return undefined;
  const file = firstRow<StoredFile>(db, `SELECT ${FILE_COLUMNS} FROM file WHERE seq = ?`, task.file);
  return file === undefined ? undefined : { task, file };
}

/** Which tasks are wanted, and which part of the list of them. */
export interface TaskQuery {
  readonly mainTask: string | undefined;
  readonly file: string | undefined;
  readonly assignee: string | undefined;
  /** Only the applicants' tasks of files that were submitted through this application. */
  readonly client: string | undefined;
  /** A text of SQL for the order, of ours. */
  readonly order: string;
  readonly first: number;
  readonly most: number;
}

/** The open tasks that were asked for. */
export function listTasks(
  db: DatabaseSync,
  query: TaskQuery,
): { readonly task: StoredTask; readonly file: StoredFile }[] {
  const conditions = [
    ...(query.mainTask === undefined ? [] : [["file.mainTask = ?", query.mainTask.toLowerCase()]]),
    ...(query.file === undefined ? [] : [["file.id = ?", query.file.toLowerCase()]]),
    ...(query.assignee === undefined ? [] : [["task.assignee = ?", query.assignee]]),
    ...(query.client === undefined ? [] : [["task.side = 'applicant' AND file.client = ?", query.client]]),
  ] as [string, SQLInputValue][];
  const where = ["task.completed IS NULL", ...conditions.map(([text]) => text)].join(" AND ");
  const found = allRows<{ seq: number }>(
    db,
    `SELECT task.seq FROM task JOIN file ON file.seq = task.file
     WHERE ${where} ORDER BY ${query.order} LIMIT ? OFFSET ?`,
    ...conditions.map(([, value]) => value),
    query.most,
    query.first,
  );
  return found.flatMap(({ seq }) => {
    const task = findTaskBySeq(db, seq);
    const own = task && firstRow<StoredFile>(db, `SELECT ${FILE_COLUMNS} FROM file WHERE seq = ?`, task.file);
    return task === undefined || own === undefined ? [] : [{ task, file: own }];
  });
}

/** Notes that a task was completed: how, with what, and what was answered. */
export function closeTask(
  db: DatabaseSync,
  seq: number,
  done: {
    readonly at: string;
    readonly status: StatusCode;
    readonly replay: string;
    readonly answer: unknown;
  },
): void {
  runSql(
    db,
    "UPDATE task SET completed = ?, status = ?, replay = ?, answer = ? WHERE seq = ?",
    done.at,
    done.status,
    done.replay,
    JSON.stringify(done.answer),
    seq,
  );
}

/** What people read of a task. */
export function describeStep(
  catalogue: Catalogue,
  file: StoredFile,
  task: StoredTask,
): Pick<Screen, "name" | "description" | "eFormId" | "roleName"> {
  if (task.side === "operator") return screenOf(serviceOf(catalogue, file), task.screen);
  return { ...CORRECTION, roleName: APPLICANT_ROLE.name, eFormId: file.form ?? undefined };
}

/** The service of a file. The definitions of a store never change, so that it is there. */
export function serviceOf(catalogue: Catalogue, file: StoredFile): Service {
  const service = catalogue.findService(file.service);
  if (service === undefined) throw new Error(`the store has no service ${file.service}`);
  return service;
}

/** A screen by its place. */
export function screenOf({ screens, definition }: Service, place: number): Screen {
  const screen = screens[place];
  if (screen === undefined) throw new Error(`the service ${definition.id} has no screen ${place}`);
  return screen;
}

function insertTask(
  db: DatabaseSync,
  file: StoredFile,
  task: Pick<StoredTask, "screen" | "side" | "role" | "assignee">,
  at: string,
): void {
  runSql(
    db,
    `INSERT INTO task (id, file, screen, side, role, assignee, created, status)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    randomUUID(),
    file.seq,
    task.screen,
    task.side,
    task.role,
    task.assignee,
    at,
    task.side === "applicant" ? "SENDBACK" : "PENDING",
  );
}

function chooseOperator(db: DatabaseSync, catalogue: Catalogue, roleId: string): string | null {
  const load = ({ id }: { readonly id: string }) =>
    firstRow<{ count: number }>(
      db,
      "SELECT COUNT(*) AS count FROM task WHERE assignee = ? AND completed IS NULL",
      id,
    )?.count ?? 0;
  const [least] = catalogue
    .operatorsOf(roleId)
    .map((one) => ({ id: one.id, load: load(one) }))
    .sort((one, other) => one.load - other.load);
  return least?.id ?? null;
}
