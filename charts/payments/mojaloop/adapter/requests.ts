import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { Answer } from "../../../../reference/operation.ts";
import { badRequest } from "../../../../reference/refusal.ts";
import { firstRow, runSql } from "../../../../reference/sql.ts";

/** What makes a request the same one again: what it asks, on whose behalf, and the id that its sender gave it. */
export interface RequestKey {
  readonly kind: string;
  readonly scope: string;
  readonly id: string;
  /** Of all that it says. */
  readonly digest: string;
}

/** SHA-256 of a request's contents, in the order in which they were sent. */
export function digestOf(contents: unknown): string {
  return createHash("sha256").update(JSON.stringify(contents)).digest("hex");
}

/**
 * Carries a request out once: the same one again gets the first one's answer, and another one under its id is
 * refused. Answer and effect are in one transaction.
 */
export function answerOnce(db: DatabaseSync, key: RequestKey, carryOut: () => Answer): Answer {
  const { kind, scope, id, digest } = key;
  const known = firstRow<{ digest: string; answer: string }>(
    db,
    "SELECT digest, answer FROM request WHERE kind = ? AND scope = ? AND id = ?",
    kind,
    scope,
    id,
  );
  if (known !== undefined) {
    if (known.digest !== digest) throw badRequest(`${id} was the id of another request`);
    return JSON.parse(known.answer) as Answer;
  }
  const answer = carryOut();
  runSql(
    db,
    "INSERT INTO request (kind, scope, id, digest, answer) VALUES (?, ?, ?, ?, ?)",
    kind,
    scope,
    id,
    digest,
    JSON.stringify(answer),
  );
  return answer;
}
