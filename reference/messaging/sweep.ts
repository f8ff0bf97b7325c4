import type { DatabaseSync } from "node:sqlite";
import { runSql } from "../sql.ts";
import type { MessagingSettings } from "./settings.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Removes what is kept no longer: content and addresses of e-mails that came to their end, then whole requests. What a
 * call-back that is owed still needs stays.
 */
export function sweep(
  db: DatabaseSync,
  { keepContentHours, keepStatusDays }: Pick<MessagingSettings, "keepContentHours" | "keepStatusDays">,
  now: number,
): void {
  const contentEnd = now - keepContentHours * HOUR;
  runSql(
    db,
    "UPDATE email SET sealed_recipient = NULL WHERE sealed_recipient IS NOT NULL AND ended_at <= ?",
    contentEnd,
  );
  runSql(
    db,
    "UPDATE request SET sealed_content = NULL WHERE sealed_content IS NOT NULL AND ended_at <= ?",
    contentEnd,
  );
  runSql(
    db,
    `DELETE FROM request WHERE ended_at <= ?
     AND NOT EXISTS (SELECT 1 FROM callback WHERE callback.request = request.id AND state = 'owed')`,
    now - keepStatusDays * DAY,
  );
}
