/**
 * The tables of consent. `object` holds the latest content of policies, agreements, individuals and webhooks, `revision`
 * everything that ever was; `link` chains all Revisions in the order of writing. A forgotten one has only its hash.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  CREATE TABLE object (
    number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, content TEXT NOT NULL,
    revision INTEGER NOT NULL, deleted INTEGER NOT NULL DEFAULT 0, UNIQUE (kind, id)
  ) STRICT;
  CREATE INDEX object_listed ON object (kind, number) WHERE deleted = 0;

  CREATE TABLE revision (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, object TEXT,
    snapshot TEXT, hash TEXT NOT NULL, timestamp TEXT NOT NULL, individual TEXT, other TEXT,
    predecessor_hash TEXT, predecessor_signature TEXT, without_id INTEGER NOT NULL, link TEXT NOT NULL
  ) STRICT;
  CREATE INDEX revision_object ON revision (kind, object, number);

  CREATE TABLE record (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, agreement TEXT NOT NULL,
    agreement_revision INTEGER NOT NULL REFERENCES revision (number), individual TEXT NOT NULL,
    opt_in INTEGER NOT NULL, attributes TEXT NOT NULL, state TEXT NOT NULL, signature TEXT,
    forgettable INTEGER NOT NULL, revision INTEGER NOT NULL, UNIQUE (agreement_revision, individual)
  ) STRICT;
  CREATE INDEX record_individual ON record (individual, agreement, agreement_revision);
  CREATE INDEX record_agreement ON record (agreement, number);

  CREATE TABLE signature (
    id TEXT PRIMARY KEY, record TEXT NOT NULL, content TEXT NOT NULL, signed INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX signature_record ON signature (record);

  CREATE TABLE secret (webhook TEXT PRIMARY KEY, secret TEXT NOT NULL) STRICT;

  CREATE TABLE delivery (
    number INTEGER PRIMARY KEY AUTOINCREMENT, webhook TEXT NOT NULL, body TEXT NOT NULL,
    correlation_id TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL, until INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX delivery_due ON delivery (next_at);
  CREATE INDEX delivery_webhook ON delivery (webhook);

  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, client TEXT, operation TEXT NOT NULL,
    object TEXT, outcome INTEGER NOT NULL, correlation_id TEXT NOT NULL
  ) STRICT
  `,
];
