import type { DatabaseSync } from "node:sqlite";
import { presentsToken } from "../bearer-token.ts";
import { type Call, defineOperation, type Operation } from "../operation.ts";
import { badRequest, conflict, notFound, Refusal } from "../refusal.ts";
import { allRows, firstRow, runSql } from "../sql.ts";
import { entryOf, recordAudit } from "./audit.ts";
import type { Messaging } from "./messaging.ts";
import type { EndState } from "./status.ts";

const MOST = 1000;

interface DeadLetter {
  readonly requestUid: string;
  readonly position: number;
  readonly status: EndState;
  readonly attempts: number;
  readonly reply: number | null;
  readonly endedAt: number;
  readonly content: number;
}

/** What the people do who run the server: they look at e-mails that did not go, and have one sent again. */
export function managementOperations(messaging: Messaging): readonly Operation[] {
  const { store } = messaging;
  const guard = (call: Call) => requireManagement(messaging, call);
  return [
    defineOperation({
      id: "getQueue",
      summary: "How many e-mails and call-backs wait",
      method: "GET",
      path: "/management/queue",
      guard,
      responses: { 200: "The numbers", 401: "Without the management's token" },
      handle: () => ({ status: 200, body: store.read(countWaiting) }),
    }),
    defineOperation({
      id: "listDeadLetters",
      summary: `E-mails that bounced or were given up, the last ${MOST}`,
      method: "GET",
      path: "/management/dead-letters",
      guard,
      responses: { 200: "The newest first", 401: "Without the management's token" },
      handle: () => ({ status: 200, body: { deadLetters: store.read(listDeadLetters) } }),
    }),
    defineOperation({
      id: "retryDeadLetter",
      summary: "Send an e-mail once more that bounced or was given up",
      method: "POST",
      path: "/management/dead-letters/{requestUid}/{position}/retry",
      guard,
      responses: {
        200: "It is scheduled",
        401: "Without the management's token",
        405: "There is no such e-mail",
        409: "It is no dead letter, or its content is gone",
      },
      handle: async (call) => {
        const { requestUid = "", position = "" } = call.params;
        await store.write((db) => {
          retry(db, requestUid, position);
          recordAudit(db, entryOf(call, "retryDeadLetter", 200, requestUid));
        });
        messaging.emails.wake();
        return { status: 200, body: { status: "scheduled" } };
      },
    }),
  ];
}

function requireManagement({ managementToken }: Messaging, { headers }: Call): void {
  if (managementToken === undefined || presentsToken(headers, managementToken)) return;
  throw new Refusal(401, "Client.Unauthorized", "this takes the management's token as a bearer token");
}

function countWaiting(db: DatabaseSync): Record<string, number> {
  const emails = firstRow<{ count: number }>(
    db,
    "SELECT COUNT(*) AS count FROM email WHERE ended_at IS NULL",
  );
  const callbacks = firstRow<{ count: number }>(
    db,
    "SELECT COUNT(*) AS count FROM callback WHERE state = 'owed'",
  );
  return { emails: emails?.count ?? 0, callbacks: callbacks?.count ?? 0 };
}

function listDeadLetters(db: DatabaseSync): unknown[] {
  const rows = allRows<DeadLetter>(
    db,
    `SELECT uid AS requestUid, position, state AS status, attempts, reply, email.ended_at AS endedAt,
       sealed_recipient IS NOT NULL AND sealed_content IS NOT NULL AS content
     FROM email JOIN request ON request.id = email.request
     WHERE state IN ('bounced', 'notSent') ORDER BY email.ended_at DESC, email.id DESC LIMIT ?`,
    MOST,
  );
  return rows.map(({ reply, endedAt, content, ...row }) => ({
    ...row,
    ...(reply === null ? {} : { reply }),
    endedAt: new Date(endedAt).toISOString(),
    content: content === 1,
  }));
}

function retry(db: DatabaseSync, uid: string, position: string): void {
  if (!/^\d{1,6}$/.test(position)) throw badRequest("the position is a number");
  const found = firstRow<{ id: number; request: number; state: string; content: number }>(
    db,
    `SELECT email.id, request, state, sealed_recipient IS NOT NULL AND sealed_content IS NOT NULL AS content
     FROM email JOIN request ON request.id = email.request WHERE uid = ? AND position = ?`,
    uid,
    Number(position),
  );
  if (found === undefined) throw notFound("there is no e-mail of this request and position");
  if (found.state !== "bounced" && found.state !== "notSent")
    throw conflict(`this e-mail is ${found.state} and no dead letter`);
  if (found.content === 0) throw conflict("the content of this e-mail is gone");
  const now = Date.now();
  runSql(
    db,
    `UPDATE email SET state = 'scheduled', attempts = 0, since = ?, next_at = ?, reply = NULL, ended_at = NULL
     WHERE id = ?`,
    now,
    now,
    found.id,
  );
  runSql(db, "UPDATE request SET pending = pending + 1, ended_at = NULL WHERE id = ?", found.request);
}
