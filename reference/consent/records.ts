import type { DatabaseSync } from "node:sqlite";
import { notFound } from "../refusal.ts";
import { allRows, firstRow } from "../sql.ts";
import type { AgreementContent } from "./agreements.ts";
import { requireEver } from "./objects.ts";
import type { Page } from "./page.ts";
import { contentAt, describeRevision, revisionAt } from "./revisions.ts";

/** A person's word on one attribute of an agreement. */
export interface AttributeChoice {
  readonly id: string;
  readonly optIn: boolean;
}

/** A consent record as it is stored. */
export interface StoredRecord {
  readonly id: string;
  readonly agreement: string;
  /** The number of the agreement's Revision that was consented to. */
  readonly agreementRevision: number;
  readonly individual: string;
  readonly optIn: number;
  /** A JSON list of choices. */
  readonly attributes: string;
  readonly state: "unsigned" | "signed";
  /** The id of the signature that makes it signed. */
  readonly signature: string | null;
  readonly forgettable: number;
  /** The number of its latest Revision. */
  readonly revision: number;
}

/** A ConsentRecord of the file. */
export type ConsentRecord = Readonly<Record<string, unknown>>;

/** The columns of a {@link StoredRecord}. */
export const RECORD_COLUMNS = `id, agreement, agreement_revision AS agreementRevision, individual, opt_in AS optIn,
  attributes, state, signature, forgettable, revision`;

/** The record for the latest Revision of its agreement that this person has one for. */
const IS_CURRENT = `NOT EXISTS (SELECT 1 FROM record newer WHERE newer.individual = record.individual
  AND newer.agreement = record.agreement AND newer.agreement_revision > record.agreement_revision)`;

/** What a list of records is narrowed to; `null` narrows nothing. */
export interface RecordFilter {
  readonly individual?: string | null;
  readonly agreement?: string | null;
  /** An attribute that is consented to. */
  readonly attribute?: string | null;
  readonly optIn?: boolean | null;
}

/** The record of that id. Refuses an unknown one. */
export function requireRecord(db: DatabaseSync, id: string): StoredRecord {
  const found = firstRow<StoredRecord>(db, `SELECT ${RECORD_COLUMNS} FROM record WHERE id = ?`, id);
  if (found === undefined) throw notFound("there is no ConsentRecord with this id");
  return found;
}

/** The unambiguous record of a person and an agreement. */
export function currentRecord(
  db: DatabaseSync,
  individual: string,
  agreement: string,
): StoredRecord | undefined {
  const sql = `SELECT ${RECORD_COLUMNS} FROM record WHERE individual = ? AND agreement = ? AND ${IS_CURRENT}`;
  return firstRow<StoredRecord>(db, sql, individual, agreement);
}

/** The unambiguous records that fit, in the order of their creation. */
export function listCurrent(db: DatabaseSync, filter: RecordFilter, page: Page): StoredRecord[] {
  return allRows<StoredRecord>(db, selectRecords(IS_CURRENT), ...valuesOf(filter), page.limit, page.offset);
}

/** All records that fit, those that newer ones have replaced too. */
export function listAll(db: DatabaseSync, filter: RecordFilter, page: Page): StoredRecord[] {
  return allRows<StoredRecord>(db, selectRecords("1"), ...valuesOf(filter), page.limit, page.offset);
}

/** What a Revision of a record holds: everything by its id. */
export function recordContent(
  db: DatabaseSync,
  record: Omit<StoredRecord, "id" | "revision" | "forgettable">,
): Readonly<Record<string, unknown>> {
  const agreed = revisionAt(db, record.agreementRevision);
  const attributes = JSON.parse(record.attributes) as AttributeChoice[];
  return {
    dataAgreement: { id: record.agreement },
    dataAgreementRevision: { id: agreed.id },
    dataAgreementRevisionHash: agreed.hash,
    individual: { id: record.individual },
    optIn: record.optIn === 1,
    state: record.state,
    ...(record.signature === null ? {} : { signature: { id: record.signature } }),
    ...(attributes.length === 0 ? {} : { dataAttributes: attributes }),
  };
}

/** A record as the file has it, with what belongs to it; without an id where it is a draft. */
export function describeRecord(
  db: DatabaseSync,
  record: Omit<StoredRecord, "id" | "revision" | "forgettable"> & { readonly id?: string },
): ConsentRecord {
  const agreed = revisionAt(db, record.agreementRevision);
  const individual = requireEver(db, "Individual", record.individual);
  return {
    ...(record.id === undefined ? {} : { id: record.id }),
    ...recordContent(db, record),
    dataAgreement: { id: record.agreement, ...contentAt<AgreementContent>(agreed) },
    dataAgreementRevision: describeRevision(db, agreed),
    individual: { id: individual.id, ...individual.content },
    ...(record.signature === null ? {} : { signature: readSignature(db, record.signature) }),
  };
}

/** A signature as it is stored, with its id. */
export function readSignature(db: DatabaseSync, id: string): Readonly<Record<string, unknown>> {
  const row = firstRow<{ content: string }>(db, "SELECT content FROM signature WHERE id = ?", id);
  return { id, ...(JSON.parse(row?.content ?? "{}") as object) };
}

function selectRecords(condition: string): string {
  return `SELECT ${RECORD_COLUMNS} FROM record
    WHERE (?1 IS NULL OR individual = ?1) AND (?2 IS NULL OR agreement = ?2) AND (?3 IS NULL OR opt_in = ?3)
      AND (?4 IS NULL OR EXISTS (SELECT 1 FROM json_each(record.attributes) one
        WHERE json_extract(one.value, '$.id') = ?4 AND json_extract(one.value, '$.optIn') = 1))
      AND ${condition} ORDER BY number LIMIT ?5 OFFSET ?6`;
}

function valuesOf({ individual, agreement, attribute, optIn }: RecordFilter) {
  return [
    individual ?? null,
    agreement ?? null,
    optIn == null ? null : Number(optIn),
    attribute ?? null,
  ] as const;
}
