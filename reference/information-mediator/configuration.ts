import type { DatabaseSync } from "node:sqlite";
import { badRequest } from "../refusal.ts";
import { allRows, firstRow, runSql } from "../sql.ts";
import type { ConfigurationDocument } from "./imconf.ts";
import { applyStackMembers, mergeMembers, replaceMembers } from "./members.ts";
import type { Settings } from "./settings.ts";

/** What a document does to the parts it does not describe: nothing, or their end. */
export type Change = "create" | "merge" | "replace";

/** A value of the mediator itself: its domain, its instance, the key of its page tokens. */
export function readMeta(db: DatabaseSync, key: string): string | undefined {
  return firstRow<{ value: string }>(db, "SELECT value FROM meta WHERE key = ?", key)?.value;
}

/** Sets such a value. */
export function writeMeta(db: DatabaseSync, key: string, value: string): void {
  runSql(
    db,
    "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    key,
    value,
  );
}

/** The instance that this mediator serves. */
export function instanceOf(db: DatabaseSync): string {
  return readMeta(db, "instance") ?? "";
}

/** Whether any member is registered. */
export function hasMembers(db: DatabaseSync): boolean {
  return firstRow(db, "SELECT 1 FROM member LIMIT 1") !== undefined;
}

/** Applies the stack's own part of the configuration, at every start. */
export function applySettings(db: DatabaseSync, settings: Settings): void {
  const { domain, instance } = settings;
  // What the API set stays until the stack itself says something new.
  const applied = JSON.stringify([domain, instance]);
  if (readMeta(db, "applied") !== applied) {
    writeMeta(db, "domain", domain);
    writeMeta(db, "instance", instance);
    writeMeta(db, "applied", applied);
  }
  applyStackMembers(db, settings.members);
}

/**
 * Applies a document of the Configuration Management API. One mediator serves one instance: another one is taken on
 * only where nothing is registered, or where a document replaces everything and the stack has no members of its own.
 */
export function applyDocument(
  db: DatabaseSync,
  document: ConfigurationDocument,
  change: Change,
  settings: Settings,
): void {
  const instance = instanceOf(db);
  const free = change === "replace" ? settings.members.length === 0 : !hasMembers(db);
  if (document.instance !== instance && !free)
    throw badRequest(`this mediator serves the instance ${instance}, not ${document.instance}`);
  writeMeta(db, "domain", document.domain);
  writeMeta(db, "instance", document.instance);
  if (change === "replace") replaceMembers(db, document.members);
  else mergeMembers(db, document.members, "api");
}

interface MemberRow {
  readonly class: string;
  readonly code: string;
  readonly name: string;
}

/** The configuration as IMconf, in a stable order. */
export function readConfiguration(db: DatabaseSync): Record<string, unknown> {
  const rights = group(
    allRows<{ key: string; member: string; application: string }>(db, RIGHTS),
    ({ member, application }) => ({ member, application }),
  );
  const services = group(
    allRows<{ key: string; id: string; specUrl: string; serviceUrl: string }>(
      db,
      `SELECT class || '/' || code || '/' || application AS key, id, spec_url AS specUrl, service_url AS serviceUrl
       FROM service ORDER BY class, code, application, id`,
    ),
    ({ key, ...service }) => ({ ...service, rights: rights.get(`${key}/${service.id}`) ?? [] }),
  );
  const applications = group(
    allRows<{ key: string; id: string; connection: string }>(
      db,
      "SELECT class || '/' || code AS key, id, connection FROM application ORDER BY class, code, id",
    ),
    ({ key, ...application }) => ({
      ...application,
      services: services.get(`${key}/${application.id}`) ?? [],
    }),
  );
  const members = allRows<MemberRow>(db, "SELECT name, class, code FROM member ORDER BY class, code");
  return {
    domain: readMeta(db, "domain"),
    instance: instanceOf(db),
    members: members.map((member) => ({
      ...member,
      applications: applications.get(`${member.class}/${member.code}`) ?? [],
    })),
  };
}

/** A member is emitted by name, as IMconf has it, and by CLASS/CODE where the name would not find it again. */
const RIGHTS = `
  SELECT key, member, application FROM (
    SELECT a.class || '/' || a.code || '/' || a.application || '/' || a.service AS key,
      CASE WHEN (SELECT count(*) FROM member WHERE name = m.name) = 1 AND instr(m.name, '/') = 0 THEN m.name
        ELSE a.client_class || '/' || a.client_code END AS member,
      a.client_application AS application
    FROM allowed a LEFT JOIN member m ON m.class = a.client_class AND m.code = a.client_code
    UNION ALL
    SELECT class || '/' || code || '/' || application || '/' || service, member, client_application
    FROM awaited_right
  ) ORDER BY key, member, application`;

function group<R extends { key: string }, V>(rows: readonly R[], read: (row: R) => V): Map<string, V[]> {
  const groups = new Map<string, V[]>();
  for (const row of rows) {
    const values = groups.get(row.key) ?? [];
    values.push(read(row));
    groups.set(row.key, values);
  }
  return groups;
}
