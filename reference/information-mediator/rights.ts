import type { DatabaseSync } from "node:sqlite";
import { badRequest } from "../refusal.ts";
import { allRows, firstRow, runSql } from "../sql.ts";
import { resolveMember } from "./grant.ts";
import type { NamedRight } from "./imconf.ts";

/** The rights on one service, as ServiceAccessRights of the API names them. */
export interface ServiceRights {
  readonly memberClass: string;
  readonly memberCode: string;
  readonly applicationId: string;
  readonly serviceId: string;
  readonly rights: readonly NamedRight[];
}

/** One right: a service and an application that may call it. */
export interface RightRow {
  readonly class: string;
  readonly code: string;
  readonly application: string;
  readonly service: string;
  readonly clientClass: string;
  readonly clientCode: string;
  readonly clientApplication: string;
  /** The client member's name, where it is registered. */
  readonly name: string | null;
}

/** What {@link listRights} leaves out: whatever differs from a filter that is not null. */
export interface RightsFilter {
  readonly memberClass: string | null;
  readonly memberCode: string | null;
  readonly applicationId: string | null;
  readonly serviceId: string | null;
}

/** Gives the rights; to give one twice changes nothing. Throws 400 for an unknown service or member. */
export function allow(db: DatabaseSync, entries: readonly ServiceRights[]): void {
  for (const entry of entries) {
    const service = requireService(db, entry);
    for (const right of entry.rights) {
      const client = resolveMember(db, right.member);
      if (client === undefined) throw badRequest(`there is no member ${right.member}`);
      runSql(
        db,
        "INSERT INTO allowed VALUES (?, ?, ?, ?, ?, ?, ?, 'api') ON CONFLICT DO NOTHING",
        ...service,
        client.class,
        client.code,
        right.application,
      );
    }
  }
}

/** Takes the rights away; to take one that is not there changes nothing. Throws 400 for an unknown service. */
export function deny(db: DatabaseSync, entries: readonly ServiceRights[]): void {
  for (const entry of entries) {
    const service = requireService(db, entry);
    for (const right of entry.rights) {
      const client = resolveMember(db, right.member);
      runSql(
        db,
        `DELETE FROM awaited_right WHERE class = ? AND code = ? AND application = ? AND service = ? AND member = ?
         AND client_application = ?`,
        ...service,
        right.member,
        right.application,
      );
      if (client === undefined) continue;
      runSql(
        db,
        `DELETE FROM allowed WHERE class = ? AND code = ? AND application = ? AND service = ?
         AND client_class = ? AND client_code = ? AND client_application = ?`,
        ...service,
        client.class,
        client.code,
        right.application,
      );
    }
  }
}

/** The first `limit` rights after that place (the seven parts of a right, in the order of the columns). */
export function listRights(
  db: DatabaseSync,
  filter: RightsFilter,
  after: readonly string[],
  limit: number,
): RightRow[] {
  return allRows<RightRow>(
    db,
    `SELECT a.class, a.code, application, service, client_class AS clientClass, client_code AS clientCode,
       client_application AS clientApplication, name
     FROM allowed a LEFT JOIN member m ON m.class = client_class AND m.code = client_code
     WHERE (a.class, a.code, application, service, client_class, client_code, client_application) > (?, ?, ?, ?, ?, ?, ?)
       AND a.class = COALESCE(?, a.class) AND a.code = COALESCE(?, a.code)
       AND application = COALESCE(?, application) AND service = COALESCE(?, service)
     ORDER BY a.class, a.code, application, service, client_class, client_code, client_application LIMIT ?`,
    ...Array.from({ length: 7 }, (_, index) => after[index] ?? ""),
    filter.memberClass,
    filter.memberCode,
    filter.applicationId,
    filter.serviceId,
    limit,
  );
}

function requireService(db: DatabaseSync, entry: ServiceRights): [string, string, string, string] {
  const key: [string, string, string, string] = [
    entry.memberClass,
    entry.memberCode,
    entry.applicationId,
    entry.serviceId,
  ];
  const found = firstRow(
    db,
    "SELECT 1 FROM service WHERE class = ? AND code = ? AND application = ? AND id = ?",
    ...key,
  );
  if (found === undefined) throw badRequest(`there is no service ${key.join("/")}`);
  return key;
}
