import { randomInt, randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow, runSql } from "../sql.ts";
import { type Fields, mergeFields } from "./fields.ts";

/** What an identifier is: the person's number, another number for it, or that of a registration. */
export type IdentifierKind = "UIN" | "VID" | "RID";

/** Someone who can sign in. */
export interface Person {
  /** Ours; never shown. */
  readonly id: string;
  readonly status: "ACTIVATED" | "DEACTIVATED";
  readonly blocked: boolean;
  readonly fields: Fields;
  readonly roles: readonly string[];
  /** Which of `email` and `phone` are known to be theirs, because a code arrived there. */
  readonly verified: readonly string[];
}

interface Row {
  readonly id: string;
  readonly status: Person["status"];
  readonly blocked: number;
  readonly blocked_until: number | null;
  readonly fields: string;
  readonly roles: string;
  readonly verified: string;
}

/** Digits of a number that is made here. */
const DIGITS = 10;

/** Who has an identifier, of one kind or of any. */
export function findPerson(db: DatabaseSync, value: string, kind?: IdentifierKind): Person | undefined {
  const row = firstRow<Row & { kind: IdentifierKind }>(
    db,
    "SELECT person.*, kind FROM identifier JOIN person ON person.id = person WHERE value = ?",
    value,
  );
  return row === undefined || (kind !== undefined && row.kind !== kind) ? undefined : personOf(row);
}

/** The person of an id of ours. */
export function readPerson(db: DatabaseSync, id: string): Person | undefined {
  const row = firstRow<Row>(db, "SELECT * FROM person WHERE id = ?", id);
  return row === undefined ? undefined : personOf(row);
}

/** Whether someone may sign in at all. */
export function isActive(person: Person): boolean {
  return person.status === "ACTIVATED" && !person.blocked;
}

/** What administrators read: blocked comes before anything else. */
export function statusOf(person: Person): "ACTIVATED" | "DEACTIVATED" | "BLOCKED" {
  return person.blocked ? "BLOCKED" : person.status;
}

/** The number by which the person is known, which is the one of the oldest identifier of the kind. */
export function identifierOf(db: DatabaseSync, personId: string, kind: IdentifierKind): string | undefined {
  const sql = "SELECT value FROM identifier WHERE person = ? AND kind = ? ORDER BY rowid LIMIT 1";
  return firstRow<{ value: string }>(db, sql, personId, kind)?.value;
}

/** Adds someone. `number` is made where none is given. Throws an Error where an identifier is somebody's already. */
export function addPerson(
  db: DatabaseSync,
  person: {
    readonly number?: string | undefined;
    readonly registrationId?: string | undefined;
    readonly fields: Fields;
    readonly roles: readonly string[];
  },
): Person {
  const id = randomUUID();
  runSql(
    db,
    "INSERT INTO person (id, status, fields, roles) VALUES (?, 'ACTIVATED', ?, ?)",
    id,
    JSON.stringify(person.fields),
    JSON.stringify(person.roles),
  );
  addIdentifier(db, id, person.number ?? makeNumber(db), "UIN");
  if (person.registrationId !== undefined) addIdentifier(db, id, person.registrationId, "RID");
  return readPerson(db, id) as Person;
}

/** Puts fields over those that are known. An address that changes is no longer known to be theirs. */
export function changeFields(db: DatabaseSync, person: Person, changes: Fields): Person {
  const fields = mergeFields(person.fields, changes);
  const verified = person.verified.filter((name) => fields[name] === person.fields[name]);
  runSql(
    db,
    "UPDATE person SET fields = ?, verified = ? WHERE id = ?",
    JSON.stringify(fields),
    JSON.stringify(verified),
    person.id,
  );
  return { ...person, fields, verified };
}

/** Notes that a code arrived at the person's e-mail address. */
export function noteVerified(db: DatabaseSync, person: Person, name: "email" | "phone"): void {
  if (person.verified.includes(name)) return;
  runSql(
    db,
    "UPDATE person SET verified = ? WHERE id = ?",
    JSON.stringify([...person.verified, name]),
    person.id,
  );
}

/** Activates or deactivates someone. */
export function changeStatus(db: DatabaseSync, personId: string, status: Person["status"]): void {
  runSql(db, "UPDATE person SET status = ? WHERE id = ?", status, personId);
}

/** Blocks someone, for good or until a time, or ends that. */
export function changeBlock(db: DatabaseSync, personId: string, blocked: boolean, until?: number): void {
  const sql = "UPDATE person SET blocked = ?, blocked_until = ? WHERE id = ?";
  runSql(db, sql, blocked ? 1 : 0, blocked ? (until ?? null) : null, personId);
}

/** The numbers of all who are not deactivated. */
export function peopleHeld(db: DatabaseSync): string[] {
  const sql = `SELECT value FROM identifier JOIN person ON person.id = person
    WHERE kind = 'UIN' AND status = 'ACTIVATED' ORDER BY value`;
  return allRows<{ value: string }>(db, sql).map(({ value }) => value);
}

/** Adds a number by which a person is known. Throws an Error where it is somebody's already. */
export function addIdentifier(db: DatabaseSync, personId: string, value: string, kind: IdentifierKind): void {
  runSql(db, "INSERT INTO identifier (value, kind, person) VALUES (?, ?, ?)", value, kind, personId);
}

function makeNumber(db: DatabaseSync): string {
  for (;;) {
    const number = `${randomInt(2, 10)}${String(randomInt(0, 10 ** (DIGITS - 1))).padStart(DIGITS - 1, "0")}`;
    if (firstRow(db, "SELECT 1 FROM identifier WHERE value = ?", number) === undefined) return number;
  }
}

function personOf(row: Row): Person {
  const isOver = row.blocked_until !== null && row.blocked_until <= Date.now();
  return {
    id: row.id,
    status: row.status,
    blocked: row.blocked === 1 && !isOver,
    fields: JSON.parse(row.fields) as Fields,
    roles: JSON.parse(row.roles) as string[],
    verified: JSON.parse(row.verified) as string[],
  };
}
