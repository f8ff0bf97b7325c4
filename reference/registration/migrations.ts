/**
 * The tables of registration. Times are ISO 8601 in UTC. `file` is an application file; a file that has not ended has
 * exactly one task that is not completed. `decision` has what gave a file its status, for the statistics.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE definition (id INTEGER PRIMARY KEY CHECK (id = 1), content TEXT NOT NULL) STRICT;

  CREATE TABLE file (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, mainTask TEXT NOT NULL, service TEXT NOT NULL,
    client TEXT, applicant TEXT NOT NULL, form TEXT, name TEXT, created TEXT NOT NULL, registered TEXT NOT NULL,
    status TEXT NOT NULL, replay TEXT
  ) STRICT;
  CREATE INDEX file_applicant ON file (applicant);
  CREATE INDEX file_client ON file (client);
  CREATE INDEX file_service ON file (service);
  CREATE INDEX file_replay ON file (replay, registered) WHERE replay IS NOT NULL;

  CREATE TABLE answers (
    file INTEGER NOT NULL REFERENCES file (seq) ON DELETE CASCADE, form TEXT NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (file, form)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE document (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, owner TEXT, name TEXT NOT NULL, type TEXT NOT NULL,
    size INTEGER NOT NULL, hash TEXT NOT NULL, metadata TEXT, uploaded TEXT NOT NULL, content BLOB NOT NULL
  ) STRICT;
  CREATE INDEX document_hash ON document (hash);
  CREATE INDEX document_uploaded ON document (uploaded);

  CREATE TABLE attachment (
    file INTEGER NOT NULL REFERENCES file (seq) ON DELETE CASCADE, position INTEGER NOT NULL,
    document INTEGER NOT NULL REFERENCES document (seq), PRIMARY KEY (file, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX attachment_document ON attachment (document);

  CREATE TABLE task (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    file INTEGER NOT NULL REFERENCES file (seq) ON DELETE CASCADE, screen INTEGER NOT NULL, side TEXT NOT NULL,
    role TEXT NOT NULL, assignee TEXT, created TEXT NOT NULL, completed TEXT, status TEXT NOT NULL,
    replay TEXT, answer TEXT
  ) STRICT;
  CREATE UNIQUE INDEX task_open ON task (file) WHERE completed IS NULL;
  CREATE INDEX task_file ON task (file);
  CREATE INDEX task_assignee ON task (assignee) WHERE completed IS NULL;

  CREATE TABLE decision (
    id INTEGER PRIMARY KEY AUTOINCREMENT, file INTEGER NOT NULL REFERENCES file (seq) ON DELETE CASCADE,
    day TEXT NOT NULL, service TEXT NOT NULL, status TEXT NOT NULL, role TEXT NOT NULL, operator TEXT
  ) STRICT;
  CREATE INDEX decision_day ON decision (day);
  CREATE INDEX decision_file ON decision (file);

  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, client TEXT, operation TEXT NOT NULL, subject TEXT,
    status INTEGER NOT NULL, correlationId TEXT NOT NULL
  ) STRICT
  `,
];
