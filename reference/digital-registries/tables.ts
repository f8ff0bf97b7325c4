/**
 * The store's tables. A deleted record stays as a row with `deleted = 1`, so that its id is never handed out again
 * and the usage log keeps its meaning; only one live row may hold an id. `replay` recognizes a repeated create until
 * the record changes.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE registries (
     database_id INTEGER PRIMARY KEY AUTOINCREMENT,
     code TEXT NOT NULL, version TEXT NOT NULL, name TEXT NOT NULL,
     group_name TEXT NOT NULL, catalog_name TEXT NOT NULL, description TEXT NOT NULL, institution TEXT NOT NULL,
     schema TEXT NOT NULL, last_index INTEGER NOT NULL, modified_at TEXT NOT NULL, modified_by TEXT NOT NULL,
     deleted INTEGER NOT NULL DEFAULT 0);
   CREATE UNIQUE INDEX registries_live ON registries (code, version) WHERE deleted = 0;
   CREATE TABLE records (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     database_id INTEGER NOT NULL REFERENCES registries (database_id),
     id TEXT NOT NULL, content TEXT NOT NULL, replay TEXT, deleted INTEGER NOT NULL DEFAULT 0);
   CREATE UNIQUE INDEX records_live ON records (database_id, id) WHERE deleted = 0;
   CREATE INDEX records_id ON records (database_id, id);
   CREATE INDEX records_order ON records (database_id, seq) WHERE deleted = 0;
   CREATE INDEX records_replay ON records (database_id, replay) WHERE replay IS NOT NULL;
   CREATE TABLE usage (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     code TEXT NOT NULL, person TEXT NOT NULL, reader_id TEXT NOT NULL, reader_initials TEXT NOT NULL,
     institution_id TEXT NOT NULL, institution_name TEXT NOT NULL, application_name TEXT NOT NULL,
     at TEXT NOT NULL, record_ids TEXT NOT NULL);
   CREATE INDEX usage_person ON usage (code, person, id);
   CREATE TABLE service_uses (
     database_id INTEGER NOT NULL REFERENCES registries (database_id),
     service TEXT NOT NULL, used INTEGER NOT NULL, PRIMARY KEY (database_id, service)) WITHOUT ROWID;
   CREATE TABLE audit (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     at TEXT NOT NULL, client TEXT, operation TEXT NOT NULL, database_id INTEGER, status INTEGER NOT NULL,
     correlation_id TEXT NOT NULL)`,
  // An auditor asks what one member did: CLASS/MEMBER is cut out of INSTANCE/CLASS/MEMBER/APPLICATION.
  `ALTER TABLE audit ADD COLUMN member TEXT GENERATED ALWAYS AS (
     rtrim(rtrim(substr(client, instr(client, '/') + 1),
       replace(substr(client, instr(client, '/') + 1), '/', '')), '/')) VIRTUAL;
   CREATE INDEX audit_member ON audit (member, at)`,
];
