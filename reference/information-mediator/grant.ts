import type { DatabaseSync } from "node:sqlite";
import { badRequest } from "../refusal.ts";
import { allRows, runSql } from "../sql.ts";
import type { NamedRight } from "./imconf.ts";

/** Who made a row of the configuration. */
export type Origin = "stack" | "api";

/** The two parts that name a member. */
export interface MemberKey {
  readonly class: string;
  readonly code: string;
}

/** What names a service. */
export interface ServiceKey extends MemberKey {
  readonly application: string;
  readonly service: string;
}

/**
 * The member of that name, code or `CLASS/CODE`; undefined where none is registered. Throws a Refusal where the text
 * names two.
 */
export function resolveMember(db: DatabaseSync, text: string): MemberKey | undefined {
  const [memberClass = "", memberCode, ...rest] = text.split("/");
  if (memberCode !== undefined && rest.length === 0) return { class: memberClass, code: memberCode };
  const byName = allRows<MemberKey>(db, "SELECT class, code FROM member WHERE name = ? LIMIT 2", text);
  const found =
    byName.length > 0
      ? byName
      : allRows<MemberKey>(db, "SELECT class, code FROM member WHERE code = ? LIMIT 2", text);
  if (found.length > 1) throw badRequest(`${text} names more than one member; write CLASS/CODE`);
  return found[0];
}

/**
 * Gives a right to an application that a document names. The specification's example names members that it does not
 * describe: such a right waits until one comes.
 */
export function grantNamed(db: DatabaseSync, key: ServiceKey, right: NamedRight, origin: Origin): void {
  const client = resolveMember(db, right.member);
  const columns = client === undefined ? "awaited_right" : "allowed";
  const names = client === undefined ? "member" : "client_class, client_code";
  const values = client === undefined ? [right.member] : [client.class, client.code];
  runSql(
    db,
    `INSERT INTO ${columns} (class, code, application, service, ${names}, client_application, origin)
     VALUES (?, ?, ?, ?, ${values.map(() => "?").join(", ")}, ?, ?)
     ON CONFLICT DO UPDATE SET origin = CASE WHEN origin = 'stale' THEN excluded.origin ELSE origin END`,
    key.class,
    key.code,
    key.application,
    key.service,
    ...values,
    right.application,
    origin,
  );
}

/** Gives the rights whose members have come since. */
export function grantAwaited(db: DatabaseSync): void {
  type Awaited = ServiceKey & { member: string; client: string; origin: Origin };
  const waiting = allRows<Awaited>(
    db,
    `SELECT class, code, application, service, member, client_application AS client, origin FROM awaited_right
     WHERE origin <> 'stale' AND member IN (SELECT name FROM member UNION SELECT code FROM member)`,
  );
  for (const { member, client, origin, ...key } of waiting) {
    grantNamed(db, key, { member, application: client }, origin);
    runSql(
      db,
      `DELETE FROM awaited_right WHERE class = ? AND code = ? AND application = ? AND service = ? AND member = ?
       AND client_application = ?`,
      key.class,
      key.code,
      key.application,
      key.service,
      member,
      client,
    );
  }
}
