import type { DatabaseSync } from "node:sqlite";
import { badRequest, conflict, notFound } from "../refusal.ts";
import { allRows, runSql } from "../sql.ts";
import type { AgreementContent } from "./agreements.ts";
import { chooseAttributes } from "./give-consent.ts";
import { findObject } from "./objects.ts";
import {
  type AttributeChoice,
  RECORD_COLUMNS,
  readSignature,
  recordContent,
  requireRecord,
  type StoredRecord,
} from "./records.ts";
import { type Author, addRevision, contentAt, revisionAt, type StoredRevision } from "./revisions.ts";
import type { GivenRecord } from "./shapes.ts";

/** Writes down another state of a record, with its Revision. */
export function saveRecord(
  db: DatabaseSync,
  record: StoredRecord,
  author: Author,
  predecessorSignature?: string,
): { readonly record: StoredRecord; readonly revision: StoredRevision } {
  const content = recordContent(db, record);
  const revision = addRevision(db, {
    ...{ kind: "ConsentRecord", object: record.id, content, author, predecessorSignature },
  });
  runSql(
    db,
    "UPDATE record SET opt_in = ?, attributes = ?, state = ?, signature = ?, revision = ? WHERE id = ?",
    record.optIn,
    record.attributes,
    record.state,
    record.signature,
    revision.number,
    record.id,
  );
  return { record: { ...record, revision: revision.number }, revision };
}

/** Changes a person's word. What is as it was adds no Revision. A signature on the record before is gone. */
export function changeConsent(
  db: DatabaseSync,
  id: string,
  individual: string,
  given: GivenRecord,
): { readonly record: StoredRecord; readonly revision: StoredRevision; readonly changed: boolean } {
  const before = requireRecord(db, id);
  if (before.individual !== individual) throw notFound("this individual has no ConsentRecord with this id");
  requireSame(db, before, given);
  const agreed = contentAt<AgreementContent>(revisionAt(db, before.agreementRevision));
  const optIn = given.optIn ?? before.optIn === 1;
  const again = optIn && before.optIn === 0;
  const known = again ? [] : (JSON.parse(before.attributes) as AttributeChoice[]);
  const attributes = JSON.stringify(chooseAttributes(agreed, optIn, known, given.dataAttributes ?? []));
  if (Number(optIn) === before.optIn && attributes === before.attributes)
    return { record: before, revision: revisionAt(db, before.revision), changed: false };
  if (again) requireOffered(db, before);
  const signature = before.signature === null ? undefined : readSignature(db, before.signature)["signature"];
  const after = { ...before, optIn: Number(optIn), attributes, state: "unsigned", signature: null } as const;
  runSql(db, "DELETE FROM signature WHERE record = ? AND signed = 0", id);
  return { ...saveRecord(db, after, { individual }, signature as string | undefined), changed: true };
}

/**
 * Forgets what a person's agreements allow to forget: the records, their signatures, and what their Revisions say; of
 * these the hashes stay. Gives the records that are gone.
 */
export function forgetConsents(db: DatabaseSync, individual: string): StoredRecord[] {
  const sql = `SELECT ${RECORD_COLUMNS} FROM record WHERE individual = ? AND forgettable = 1`;
  const gone = allRows<StoredRecord>(db, sql, individual);
  for (const { id } of gone) {
    runSql(db, "DELETE FROM record WHERE id = ?", id);
    runSql(db, "DELETE FROM signature WHERE record = ?", id);
    runSql(
      db,
      `UPDATE revision SET object = NULL, snapshot = NULL, individual = NULL, other = NULL,
         predecessor_signature = NULL WHERE kind = 'ConsentRecord' AND object = ?`,
      id,
    );
  }
  return gone;
}

/** What a caller says of the record beside the person's word has to be true. */
function requireSame(db: DatabaseSync, record: StoredRecord, given: GivenRecord): void {
  const agreed = revisionAt(db, record.agreementRevision);
  const wrong = [
    [given.id, record.id],
    [given.dataAgreement?.id, record.agreement],
    [given.dataAgreementRevision?.id, agreed.id],
    [given.dataAgreementRevisionHash, agreed.hash],
    [given.individual?.id, record.individual],
  ].some(([said, is]) => said != null && said !== "" && said !== is);
  if (wrong) throw badRequest("of a ConsentRecord only optIn can be changed");
}

function requireOffered(db: DatabaseSync, { agreement, agreementRevision }: StoredRecord): void {
  const offered = findObject<AgreementContent>(db, "DataAgreement", agreement);
  if (offered?.content.active !== true)
    throw conflict("this DataAgreement is not active: nobody can consent to it");
  if (offered.revision !== agreementRevision)
    throw conflict("the DataAgreement has changed since; consent to its current Revision");
}
