import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { canonicalJson } from "../canonical-json.ts";
import { conflict } from "../refusal.ts";
import { allRows, firstRow, runSql } from "../sql.ts";
import type { Definition } from "./definition.ts";

/** A process with its newest definition. */
export interface StoredProcess {
  readonly id: string;
  readonly revision: number;
  readonly isDeleted: boolean;
  readonly definition: Definition;
}

interface Row {
  readonly id: string;
  readonly revision: number;
  readonly deletedAt: number | null;
  readonly definition: string;
}

const NEWEST = `SELECT process.id, process.revision, deleted_at AS deletedAt, definition FROM process
  JOIN revision ON revision.process = process.id AND revision.number = process.revision`;

/** The processes that are not deleted, in the order in which they came. */
export function listProcesses(db: DatabaseSync): StoredProcess[] {
  return allRows<Row>(db, `${NEWEST} WHERE deleted_at IS NULL ORDER BY process.number`).map(processOf);
}

/** The process of this id, deleted or not. */
export function findProcess(db: DatabaseSync, id: string): StoredProcess | undefined {
  const row = firstRow<Row>(db, `${NEWEST} WHERE process.id = ?`, id);
  return row && processOf(row);
}

/** A definition as it was at some time. */
export function findRevision(db: DatabaseSync, id: string, number: number): Definition | undefined {
  const sql = "SELECT definition FROM revision WHERE process = ? AND number = ?";
  const row = firstRow<{ definition: string }>(db, sql, id, number);
  return row && (JSON.parse(row.definition) as Definition);
}

/** Adds a process, or finds the one that this repeats. Refuses a second one of the same name and version. */
export function addProcess(db: DatabaseSync, definition: Definition, id = newId(definition)): string {
  const known = findNamed(db, definition);
  if (known !== undefined) {
    if (canonicalJson(known.definition) === canonicalJson(definition)) return known.id;
    throw conflict(`there is another process of this name and version: ${known.id}`);
  }
  const { name, version } = definition;
  runSql(db, "INSERT INTO process (id, name, version, revision) VALUES (?, ?, ?, 1)", id, name, version);
  addRevision(db, id, 1, definition);
  return id;
}

/** Makes a definition the newest one of a process; the same again changes nothing. */
export function changeProcess(db: DatabaseSync, process: StoredProcess, definition: Definition): void {
  if (canonicalJson(process.definition) === canonicalJson(definition)) return;
  const named = findNamed(db, definition);
  if (named !== undefined && named.id !== process.id)
    throw conflict(`there is another process of this name and version: ${named.id}`);
  const revision = process.revision + 1;
  addRevision(db, process.id, revision, definition);
  const sql = "UPDATE process SET name = ?, version = ?, revision = ? WHERE id = ?";
  runSql(db, sql, definition.name, definition.version, revision, process.id);
}

/** Takes a process out of use; what was started of it goes on. */
export function deleteProcess(db: DatabaseSync, id: string): void {
  runSql(db, "UPDATE process SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL", Date.now(), id);
}

function addRevision(db: DatabaseSync, id: string, number: number, definition: Definition): void {
  const sql = "INSERT INTO revision (process, number, definition, since) VALUES (?, ?, ?, ?)";
  runSql(db, sql, id, number, JSON.stringify(definition), Date.now());
}

function findNamed(db: DatabaseSync, { name, version }: Definition): StoredProcess | undefined {
  const sql = `${NEWEST} WHERE deleted_at IS NULL AND name = ? AND version = ?`;
  const row = firstRow<Row>(db, sql, name, version);
  return row && processOf(row);
}

function processOf({ id, revision, deletedAt, definition }: Row): StoredProcess {
  return { id, revision, isDeleted: deletedAt !== null, definition: JSON.parse(definition) as Definition };
}

function newId({ name, version }: Definition): string {
  const [first, second] = [name, version].map((part) => part.replace(/[^\w.-]+/g, "-").slice(0, 60));
  return `${first}:${second}:${randomUUID()}`;
}
