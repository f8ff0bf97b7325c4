import type { DatabaseSync } from "node:sqlite";
import { isDeepStrictEqual } from "node:util";
import { conflict, notFound } from "../refusal.ts";
import { firstRow } from "../sql.ts";
import { createObject, findObject, requireEver } from "./objects.ts";
import { ALL } from "./page.ts";
import { type Author, contentAt, listRevisions, requireRevision, type StoredRevision } from "./revisions.ts";
import { POLICY, prune } from "./shapes.ts";

/** A policy as it is part of an agreement. */
export type PolicyFields = Readonly<Record<string, unknown>> & { readonly id: string };

/**
 * The policy that an agreement names, as it was at the latest of its Revisions that has what is said of it. A whole
 * policy that is not known is created. Refuses one that is neither.
 */
export function resolvePolicy(
  db: DatabaseSync,
  given: Readonly<Record<string, unknown>>,
  author: Author,
): { readonly policy: PolicyFields; readonly added: boolean } {
  const { id, ...fields } = prune(given) as Readonly<Record<string, unknown>> & { readonly id?: string };
  if (id !== undefined && findObject(db, "Policy", id) !== undefined) {
    const found = findRevision(db, id, fields);
    if (found === undefined) throw conflict("policy: this policy was never as it is given here");
    return { policy: { ...contentAt<object>(found), id }, added: false };
  }
  const whole = POLICY.safeParse(given);
  if (!whole.success) throw notFound("policy: there is no Policy with this id");
  const created = createObject(db, "Policy", id, fields, author);
  return { policy: { ...fields, id: created.id }, added: true };
}

/** The Revision of a policy that an agreement's Revision, or one of its own, stands for. Refuses any other. */
export function policyRevision(db: DatabaseSync, id: string, revisionId: string): StoredRevision {
  requireEver(db, "Policy", id);
  const sql = "SELECT kind FROM revision WHERE id = ?";
  if (firstRow<{ kind: string }>(db, sql, revisionId)?.kind !== "DataAgreement") {
    const own = requireRevision(db, "Policy", revisionId);
    if (own.object !== id) throw notFound("this revisionId is that of another Policy");
    return own;
  }
  const { policy } = contentAt<{ policy?: PolicyFields }>(requireRevision(db, "DataAgreement", revisionId));
  const { id: governing, ...fields } = policy ?? { id: undefined };
  const found = governing === id ? findRevision(db, id, fields) : undefined;
  if (found === undefined) throw notFound("the agreement of this revisionId has another Policy");
  return found;
}

/** Whether an active agreement has this policy. */
export function isInForce(db: DatabaseSync, id: string): boolean {
  const sql = `SELECT 1 FROM object WHERE kind = 'DataAgreement' AND deleted = 0
    AND json_extract(content, '$.active') = 1 AND json_extract(content, '$.policy.id') = ? LIMIT 1`;
  return firstRow(db, sql, id) !== undefined;
}

function findRevision(db: DatabaseSync, id: string, fields: object): StoredRevision | undefined {
  return listRevisions(db, "Policy", id, ALL).findLast((revision) => {
    const content = contentAt<Record<string, unknown>>(revision);
    return Object.entries(fields).every(([name, value]) => isDeepStrictEqual(content[name], value));
  });
}
