/**
 * The tables of messaging. Columns named `sealed…` hold what only the vault opens, `owner` and `replay` its marks.
 * `pending` counts the e-mails of a request that have not come to their end. Times are milliseconds since 1970.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  CREATE TABLE request (
    id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE, owner BLOB, replay BLOB,
    sealed_content BLOB, sealed_route BLOB, correlation_id TEXT NOT NULL, pending INTEGER NOT NULL,
    created_at INTEGER NOT NULL, ended_at INTEGER
  ) STRICT;
  CREATE INDEX request_replay ON request (replay, created_at) WHERE replay IS NOT NULL;
  CREATE INDEX request_ended ON request (ended_at) WHERE ended_at IS NOT NULL;

  CREATE TABLE email (
    id INTEGER PRIMARY KEY AUTOINCREMENT, request INTEGER NOT NULL REFERENCES request (id) ON DELETE CASCADE,
    position INTEGER NOT NULL, priority INTEGER NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
    since INTEGER NOT NULL, next_at INTEGER NOT NULL, sealed_recipient BLOB, reply INTEGER, ended_at INTEGER,
    UNIQUE (request, position)
  ) STRICT;
  CREATE INDEX email_due ON email (priority, next_at, id) WHERE ended_at IS NULL;
  CREATE INDEX email_ended ON email (ended_at) WHERE sealed_recipient IS NOT NULL;
  CREATE INDEX email_dead ON email (ended_at) WHERE state IN ('bounced', 'notSent');

  CREATE TABLE callback (
    id INTEGER PRIMARY KEY AUTOINCREMENT, request INTEGER NOT NULL REFERENCES request (id) ON DELETE CASCADE,
    replay BLOB, sealed_body BLOB, state TEXT NOT NULL, attempts INTEGER NOT NULL,
    since INTEGER NOT NULL, next_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX callback_due ON callback (next_at, id) WHERE state = 'owed';
  CREATE INDEX callback_request ON callback (request, since);

  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, kind TEXT NOT NULL, client TEXT, operation TEXT,
    request TEXT, position INTEGER, outcome TEXT NOT NULL, correlation_id TEXT NOT NULL
  ) STRICT
  `,
];
