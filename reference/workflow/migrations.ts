/**
 * The tables of workflow. `definition` and `vals` are JSON, `engine` the state between two steps. Times are milliseconds
 * since 1970.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  CREATE TABLE process (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, version TEXT NOT NULL,
    revision INTEGER NOT NULL, deleted_at INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX process_name ON process (name, version) WHERE deleted_at IS NULL;

  CREATE TABLE revision (
    process TEXT NOT NULL REFERENCES process (id), number INTEGER NOT NULL, definition TEXT NOT NULL, since INTEGER NOT NULL,
    PRIMARY KEY (process, number)
  ) STRICT;

  CREATE TABLE instance (
    id INTEGER PRIMARY KEY, process TEXT NOT NULL REFERENCES process (id), revision INTEGER NOT NULL, started_by TEXT NOT NULL,
    start_key TEXT, start_print TEXT NOT NULL, state TEXT NOT NULL, vals TEXT NOT NULL, engine TEXT NOT NULL,
    timer_at INTEGER, reason TEXT, correlation_id TEXT NOT NULL,
    created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, ended_at INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX instance_start ON instance (process, start_key) WHERE start_key IS NOT NULL;
  CREATE INDEX instance_process ON instance (process, created_at);
  CREATE INDEX instance_timer ON instance (timer_at) WHERE timer_at IS NOT NULL;
  CREATE INDEX instance_ended ON instance (ended_at) WHERE ended_at IS NOT NULL;

  CREATE TABLE happening (
    id INTEGER PRIMARY KEY AUTOINCREMENT, instance INTEGER NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
    at INTEGER NOT NULL, activity TEXT NOT NULL, event TEXT NOT NULL
  ) STRICT;
  CREATE INDEX happening_instance ON happening (instance, id);

  CREATE TABLE task (
    id TEXT PRIMARY KEY, instance INTEGER NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
    activity TEXT NOT NULL, execution TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, since INTEGER NOT NULL,
    completed_at INTEGER, completed_by TEXT, complete_print TEXT, UNIQUE (instance, execution)
  ) STRICT;
  CREATE INDEX task_open ON task (since, id) WHERE state = 'open';

  CREATE TABLE call (
    id INTEGER PRIMARY KEY AUTOINCREMENT, instance INTEGER NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
    activity TEXT NOT NULL, execution TEXT NOT NULL, attempts INTEGER NOT NULL, since INTEGER NOT NULL,
    next_at INTEGER NOT NULL, UNIQUE (instance, execution)
  ) STRICT;
  CREATE INDEX call_due ON call (next_at, id);

  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, client TEXT, operation TEXT NOT NULL, subject TEXT,
    outcome TEXT NOT NULL, correlation_id TEXT NOT NULL
  ) STRICT
  `,
];
