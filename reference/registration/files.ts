import { createHash, randomUUID } from "node:crypto";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { canonicalJson } from "../canonical-json.ts";
import { allRows, firstRow, runSql } from "../sql.ts";
import type { Answers } from "./answers.ts";
import type { StatusCode } from "./status.ts";

/** How long the same application again is taken for a repetition, in milliseconds. */
const REPLAY_MS = 10 * 60_000;

/** An application file as it is stored. */
export interface StoredFile {
  readonly seq: number;
  readonly id: string;
  readonly mainTask: string;
  readonly service: string;
  /** The application through which it was submitted. */
  readonly client: string | null;
  readonly applicant: string;
  /** The form that it was submitted with. */
  readonly form: string | null;
  readonly name: string | null;
  readonly created: string;
  readonly registered: string;
  readonly status: StatusCode;
}

/** A file as it is to be stored. */
export interface NewFile {
  /** One of its own where none is given. */
  readonly id?: string | undefined;
  readonly service: string;
  readonly client: string | undefined;
  readonly applicant: string;
  readonly form: string | undefined;
  readonly name?: string | undefined;
  readonly created?: string | undefined;
  readonly registered: string;
  /** The mark of its content, by which a repetition is known. */
  readonly replay?: string;
}

/** The columns of a {@link StoredFile}. */
export const FILE_COLUMNS = [
  ...["seq", "id", "mainTask", "service", "client", "applicant", "form", "name", "created", "registered"],
  "status",
]
  .map((column) => `file.${column}`)
  .join(", ");

/** The mark of an application: who submitted what. */
export function replayOf(client: string | undefined, service: string, body: unknown): string {
  return createHash("sha256")
    .update(canonicalJson([client ?? "", service, body]))
    .digest("base64");
}

/** The file that a submission repeats, within ten minutes. */
export function findReplay(db: DatabaseSync, replay: string, now: number): StoredFile | undefined {
  return firstRow<StoredFile>(
    db,
    `SELECT ${FILE_COLUMNS} FROM file WHERE replay = ? AND registered > ? LIMIT 1`,
    replay,
    new Date(now - REPLAY_MS).toISOString(),
  );
}

/** Stores a new file, PENDING and without a task. */
export function insertFile(db: DatabaseSync, file: NewFile): StoredFile {
  return firstRow<StoredFile>(
    db,
    `INSERT INTO file (id, mainTask, service, client, applicant, form, name, created, registered, status, replay)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'PENDING', ?) RETURNING ${FILE_COLUMNS.replaceAll("file.", "")}`,
    file.id ?? randomUUID(),
    randomUUID(),
    file.service,
    file.client ?? null,
    file.applicant,
    file.form ?? null,
    file.name ?? null,
    file.created ?? file.registered,
    file.registered,
    file.replay ?? null,
  ) as StoredFile;
}

/** The file of this id; `client` where only its own are seen, `applicant` where only this one's. */
export function findFile(
  db: DatabaseSync,
  id: string,
  client?: string,
  applicant?: string,
): StoredFile | undefined {
  const file = firstRow<StoredFile>(db, `SELECT ${FILE_COLUMNS} FROM file WHERE id = ?`, id.toLowerCase());
  if (client !== undefined && file?.client !== client) return undefined;
  return applicant !== undefined && file?.applicant !== applicant ? undefined : file;
}

/** Gives a file its status. */
export function setStatus(db: DatabaseSync, seq: number, status: StatusCode): void {
  runSql(db, "UPDATE file SET status = ? WHERE seq = ?", status, seq);
}

/**
 * Gives a file another name and another time of its making, where there are some. From then on the submission again is
 * no repetition any more: it would be answered as if nothing had changed.
 */
export function renameFile(
  db: DatabaseSync,
  file: StoredFile,
  to: { readonly applicationName?: string | undefined; readonly created?: string | undefined },
): StoredFile {
  const name = to.applicationName ?? file.name;
  const created = to.created === undefined ? file.created : new Date(to.created).toISOString();
  runSql(db, "UPDATE file SET name = ?, created = ?, replay = NULL WHERE seq = ?", name, created, file.seq);
  return { ...file, name, created };
}

/** Puts the answers to a form into a file, in place of those that were there. */
export function putAnswers(db: DatabaseSync, seq: number, form: string, answers: Answers): void {
  runSql(
    db,
    "INSERT INTO answers (file, form, data) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET data = excluded.data",
    seq,
    form,
    JSON.stringify(answers),
  );
}

/** The answers to a form; none where nobody has answered. */
export function readAnswers(db: DatabaseSync, seq: number, form: string | null | undefined): Answers {
  if (form === undefined || form === null) return {};
  const row = firstRow<{ data: string }>(
    db,
    "SELECT data FROM answers WHERE file = ? AND form = ?",
    seq,
    form,
  );
  return row === undefined ? {} : JSON.parse(row.data);
}

/** Which files are wanted, and which part of the list of them. */
export interface FileQuery {
  readonly service: string | undefined;
  readonly applicant: string | undefined;
  readonly client: string | undefined;
  /** A text of SQL for the order, of ours. */
  readonly order: string;
  readonly first: number;
  readonly most: number;
}

/** The files that were asked for, each with the number of its open task. */
export function listFiles(
  db: DatabaseSync,
  query: FileQuery,
): (StoredFile & { readonly taskSeq: number | null })[] {
  const conditions = [
    ...(query.service === undefined ? [] : [["file.service = ?", query.service]]),
    ...(query.applicant === undefined ? [] : [["file.applicant = ?", query.applicant]]),
    ...(query.client === undefined ? [] : [["file.client = ?", query.client]]),
  ] as [string, SQLInputValue][];
  const where = ["1 = 1", ...conditions.map(([text]) => text)].join(" AND ");
  return allRows(
    db,
    `SELECT ${FILE_COLUMNS}, task.seq AS taskSeq FROM file
     LEFT JOIN task ON task.file = file.seq AND task.completed IS NULL
     WHERE ${where} ORDER BY ${query.order} LIMIT ? OFFSET ?`,
    ...conditions.map(([, value]) => value),
    query.most,
    query.first,
  );
}
