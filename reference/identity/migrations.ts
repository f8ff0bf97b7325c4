/** The store's schema, step by step; entries are only ever appended. Times are milliseconds since 1970. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE signing_key (
    kid TEXT PRIMARY KEY, type TEXT NOT NULL, private TEXT NOT NULL, certificate TEXT NOT NULL,
    created_at INTEGER NOT NULL, not_after INTEGER NOT NULL, published_until INTEGER
  ) STRICT;
  CREATE TABLE person (
    id TEXT PRIMARY KEY, status TEXT NOT NULL, blocked INTEGER NOT NULL DEFAULT 0, blocked_until INTEGER,
    fields TEXT NOT NULL, roles TEXT NOT NULL, verified TEXT NOT NULL DEFAULT '[]'
  ) STRICT;
  CREATE TABLE identifier (
    value TEXT PRIMARY KEY, kind TEXT NOT NULL, person TEXT NOT NULL REFERENCES person
  ) STRICT;
  CREATE INDEX identifier_person ON identifier (person);
  CREATE TABLE pseudonym (value TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES person) STRICT;
  CREATE TABLE enrolment (
    id TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES person, digest TEXT NOT NULL, entry TEXT NOT NULL
  ) STRICT;
  CREATE TABLE client (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, created_as TEXT NOT NULL, status TEXT NOT NULL
  ) STRICT;
  CREATE TABLE oidc (
    model TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL, grant_id TEXT, uid TEXT, expires_at INTEGER,
    PRIMARY KEY (model, id)
  ) STRICT;
  CREATE INDEX oidc_grant ON oidc (grant_id) WHERE grant_id IS NOT NULL;
  CREATE INDEX oidc_uid ON oidc (model, uid) WHERE uid IS NOT NULL;
  CREATE INDEX oidc_expiry ON oidc (expires_at) WHERE expires_at IS NOT NULL;
  CREATE TABLE one_time_code (
    person TEXT PRIMARY KEY REFERENCES person, transaction_id TEXT NOT NULL, digest TEXT NOT NULL, readable TEXT,
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE proof (
    person TEXT PRIMARY KEY REFERENCES person, failures INTEGER NOT NULL DEFAULT 0, locked_until INTEGER,
    sends TEXT NOT NULL DEFAULT '[]'
  ) STRICT;
  CREATE TABLE link_code (
    code TEXT PRIMARY KEY, transaction_id TEXT NOT NULL, expires_at INTEGER NOT NULL, linked_at INTEGER
  ) STRICT;
  CREATE INDEX link_code_transaction ON link_code (transaction_id);
  CREATE TABLE linked_transaction (
    id TEXT PRIMARY KEY, transaction_id TEXT NOT NULL, code TEXT NOT NULL, person TEXT, factor TEXT,
    failures INTEGER NOT NULL DEFAULT 0, authorization_code TEXT, expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX linked_transaction_transaction ON linked_transaction (transaction_id);
  CREATE TABLE wallet_key (
    thumbprint TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES person, partner TEXT NOT NULL,
    wallet_user TEXT NOT NULL, key TEXT NOT NULL, certificate TEXT NOT NULL,
    certificate_thumbprint TEXT NOT NULL UNIQUE, expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE used_token (id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) STRICT;
  CREATE TABLE event (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, person TEXT NOT NULL REFERENCES person, type TEXT NOT NULL,
    status TEXT NOT NULL, description TEXT NOT NULL, info TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX event_person ON event (person, at);
  CREATE TABLE audit (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, operation TEXT NOT NULL, status INTEGER NOT NULL, client TEXT,
    correlation_id TEXT NOT NULL
  ) STRICT;
  `,
];
