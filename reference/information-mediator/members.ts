import type { DatabaseSync } from "node:sqlite";
import { allRows, runSql } from "../sql.ts";
import { grantAwaited, grantNamed, type MemberKey, type Origin } from "./grant.ts";
import type { MemberDocument, ServiceDocument } from "./imconf.ts";

interface DescribedRow extends MemberKey {
  readonly application: string;
  readonly id: string;
  readonly openapi: string;
  readonly url: string;
}

/** Only the stack takes a row over; a row of the stack that the API changes is still the stack's at the next start. */
const ORIGIN = "CASE WHEN excluded.origin = 'stack' THEN 'stack' ELSE origin END";

/** Adds and changes what the documents describe, and leaves the rest. Throws a Refusal for an ambiguous member. */
export function mergeMembers(db: DatabaseSync, members: readonly MemberDocument[], origin: Origin): void {
  for (const member of members) mergeMember(db, member, origin);
  // Rights come last, so that they may name members that stand further down in the document.
  for (const member of members) {
    for (const application of member.applications) {
      for (const service of application.services) {
        const key = {
          class: member.class,
          code: member.code,
          application: application.id,
          service: service.id,
        };
        for (const right of service.rights) grantNamed(db, key, right, origin);
      }
    }
  }
  grantAwaited(db);
}

/** Makes the documents all that there is. Descriptions that came with the seed stay with services that stay. */
export function replaceMembers(db: DatabaseSync, members: readonly MemberDocument[]): void {
  const described = allRows<DescribedRow>(
    db,
    "SELECT class, code, application, id, openapi, spec_url AS url FROM service WHERE openapi IS NOT NULL",
  );
  runSql(db, "DELETE FROM member");
  mergeMembers(db, members, "api");
  for (const row of described) {
    runSql(
      db,
      `UPDATE service SET openapi = ? WHERE class = ? AND code = ? AND application = ? AND id = ? AND spec_url = ?
       AND openapi IS NULL`,
      row.openapi,
      row.class,
      row.code,
      row.application,
      row.id,
      row.url,
    );
  }
}

/** Makes the documents all that there is of the stack; what the API made stays. */
export function applyStackMembers(db: DatabaseSync, members: readonly MemberDocument[]): void {
  for (const table of ["member", "application", "service", "allowed", "awaited_right"])
    runSql(db, `UPDATE ${table} SET origin = 'stale' WHERE origin = 'stack'`);
  mergeMembers(db, members, "stack");
  for (const table of ["allowed", "awaited_right", "service"])
    runSql(db, `DELETE FROM ${table} WHERE origin = 'stale'`);
  runSql(
    db,
    `DELETE FROM application WHERE origin = 'stale' AND NOT EXISTS (SELECT 1 FROM service
     WHERE service.class = application.class AND service.code = application.code AND application = application.id)`,
  );
  runSql(
    db,
    `DELETE FROM member WHERE origin = 'stale' AND NOT EXISTS (SELECT 1 FROM application
     WHERE application.class = member.class AND application.code = member.code)`,
  );
  // What is left has something of the API below it, and so has become the API's.
  for (const table of ["member", "application"])
    runSql(db, `UPDATE ${table} SET origin = 'api' WHERE origin = 'stale'`);
}

function mergeMember(db: DatabaseSync, member: MemberDocument, origin: Origin): void {
  runSql(
    db,
    `INSERT INTO member (class, code, name, origin) VALUES (?, ?, ?, ?)
     ON CONFLICT (class, code) DO UPDATE SET name = excluded.name, origin = ${ORIGIN}`,
    member.class,
    member.code,
    member.name,
    origin,
  );
  for (const application of member.applications) {
    runSql(
      db,
      `INSERT INTO application (class, code, id, connection, origin) VALUES (?1, ?2, ?3, COALESCE(?4, 'https'), ?5)
       ON CONFLICT (class, code, id) DO UPDATE SET connection = COALESCE(?4, connection), origin = ${ORIGIN}`,
      member.class,
      member.code,
      application.id,
      application.connection ?? null,
      origin,
    );
    for (const service of application.services) mergeService(db, member, application.id, service, origin);
  }
}

function mergeService(
  db: DatabaseSync,
  member: MemberKey,
  application: string,
  service: ServiceDocument,
  origin: Origin,
): void {
  runSql(
    db,
    `INSERT INTO service (class, code, application, id, spec_url, service_url, openapi, origin)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (class, code, application, id) DO UPDATE SET spec_url = excluded.spec_url,
       service_url = excluded.service_url, origin = ${ORIGIN}, openapi = CASE
         WHEN excluded.openapi IS NULL AND excluded.spec_url = spec_url THEN openapi ELSE excluded.openapi END`,
    member.class,
    member.code,
    application,
    service.id,
    service.specUrl,
    service.serviceUrl,
    service.openapi === undefined ? null : JSON.stringify(service.openapi),
    origin,
  );
}
