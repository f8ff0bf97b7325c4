import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { badRequest, conflict, notFound } from "../refusal.ts";
import { firstRow, runSql } from "../sql.ts";
import type { AgreementContent } from "./agreements.ts";
import { requireObject } from "./objects.ts";
import { type AttributeChoice, RECORD_COLUMNS, recordContent, type StoredRecord } from "./records.ts";
import { type Author, addRevision, revisionAt, type StoredRevision } from "./revisions.ts";

/** A consent that is about to be given. */
export type RecordDraft = Omit<StoredRecord, "id" | "revision">;

/** What a person says to an agreement. */
export interface Word {
  readonly agreement: string;
  readonly individual: string;
  /** The Revision that was seen; the current one where nothing is said. */
  readonly revisionId?: string | null | undefined;
  /** The hash of that Revision. */
  readonly revisionHash?: string | null | undefined;
  /** Yes where nothing is said. */
  readonly optIn?: boolean | null | undefined;
  readonly attributes?: readonly AttributeChoice[] | null | undefined;
}

/** Makes a record of it that is not stored. Refuses agreements that are not active, and what the person has not seen. */
export function draftRecord(db: DatabaseSync, word: Word): RecordDraft {
  const { id: individual } = requireObject(db, "Individual", word.individual);
  const agreement = requireObject<AgreementContent>(db, "DataAgreement", word.agreement);
  const { content } = agreement;
  if (!content.active) throw conflict("this DataAgreement is not active: nobody can consent to it");
  const { id, hash } = revisionAt(db, agreement.revision);
  const seenAnother = [
    [word.revisionId, id],
    [word.revisionHash, hash],
  ].some(([seen, current]) => seen != null && seen !== "" && seen !== current);
  if (seenAnother) throw conflict("this is not the current Revision of the DataAgreement");
  const optIn = word.optIn ?? true;
  return {
    agreement: agreement.id,
    agreementRevision: agreement.revision,
    individual,
    optIn: Number(optIn),
    attributes: JSON.stringify(chooseAttributes(content, optIn, [], word.attributes ?? [])),
    state: "unsigned",
    signature: null,
    forgettable: Number(content.forgettable),
  };
}

/** The person's record for the same Revision of the same agreement, where there is one. */
export function findSame(db: DatabaseSync, draft: RecordDraft): StoredRecord | undefined {
  const sql = `SELECT ${RECORD_COLUMNS} FROM record WHERE agreement_revision = ? AND individual = ?`;
  return firstRow<StoredRecord>(db, sql, draft.agreementRevision, draft.individual);
}

/** Stores a draft. `signed` is the snapshot of its first Revision as it was signed. */
export function storeRecord(
  db: DatabaseSync,
  draft: RecordDraft,
  author: Author,
  signed?: { readonly snapshot: string; readonly timestamp: string },
): { readonly record: StoredRecord; readonly revision: StoredRevision } {
  const id = randomUUID();
  const content = recordContent(db, draft);
  const change = { kind: "ConsentRecord", object: id, content, author } as const;
  const revision = addRevision(db, signed === undefined ? change : { ...change, signed });
  runSql(
    db,
    `INSERT INTO record (id, agreement, agreement_revision, individual, opt_in, attributes, state, signature,
       forgettable, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    draft.agreement,
    draft.agreementRevision,
    draft.individual,
    draft.optIn,
    draft.attributes,
    draft.state,
    draft.signature,
    draft.forgettable,
    revision.number,
  );
  return { record: { ...draft, id, revision: revision.number }, revision };
}

/**
 * Has a person consent. The same again is the same record (`added` false); what was withdrawn meanwhile is not given
 * again by a repetition.
 */
export function giveConsent(
  db: DatabaseSync,
  word: Word,
  author: Author,
): { readonly record: StoredRecord; readonly revision: StoredRevision; readonly added: boolean } {
  const draft = draftRecord(db, word);
  const same = findSame(db, draft);
  if (same === undefined) return { ...storeRecord(db, draft, author), added: true };
  if (same.optIn !== draft.optIn)
    throw conflict("this consent was changed since; update its ConsentRecord to change it again");
  return { record: same, revision: revisionAt(db, same.revision), added: false };
}

/** The choices for all attributes of an agreement: as they were, but those that are named anew; a no means no to all. */
export function chooseAttributes(
  { dataAttributes = [] }: AgreementContent,
  optIn: boolean,
  before: readonly AttributeChoice[],
  changes: readonly AttributeChoice[],
): AttributeChoice[] {
  const strange = changes.find(({ id }) => !dataAttributes.some((one) => one.id === id));
  if (strange !== undefined)
    throw notFound("dataAttributes: the DataAgreement has no attribute of one of these ids");
  if (!optIn && changes.some((one) => one.optIn))
    throw badRequest("dataAttributes: nothing is consented to where optIn is false");
  const choice = (id: string) =>
    changes.findLast((one) => one.id === id) ?? before.find((one) => one.id === id);
  return dataAttributes.map(({ id }) => ({ id, optIn: optIn && (choice(id)?.optIn ?? true) }));
}
