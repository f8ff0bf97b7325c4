/**
 * The tables of the scheduler: one for each kind of thing, with a column for each field of `kinds.ts`. Times are
 * milliseconds since 1970, flags 0 or 1, venues and work hours JSON. `alert` has what is owed to one receiver;
 * `replay` the answers of the last minutes, under a mark of what was asked.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  CREATE TABLE entity (
    id INTEGER PRIMARY KEY AUTOINCREMENT, category TEXT, name TEXT NOT NULL, phone TEXT, email TEXT, website TEXT
  ) STRICT;

  CREATE TABLE resource (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, category TEXT, phone TEXT, email TEXT,
    alert_url TEXT, alert_preference TEXT, status_poll_url TEXT
  ) STRICT;
  CREATE INDEX resource_category ON resource (category);

  CREATE TABLE subscriber (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, category TEXT, phone TEXT, email TEXT,
    alert_url TEXT, alert_preference TEXT, status_poll_url TEXT
  ) STRICT;

  CREATE TABLE affiliation (
    id INTEGER PRIMARY KEY AUTOINCREMENT, resource_id INTEGER NOT NULL REFERENCES resource,
    entity_id INTEGER NOT NULL REFERENCES entity, resource_category TEXT, work_days_hours TEXT
  ) STRICT;
  CREATE INDEX affiliation_resource ON affiliation (resource_id);
  CREATE INDEX affiliation_entity ON affiliation (entity_id);

  CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT, entity_id INTEGER NOT NULL REFERENCES entity, category TEXT,
    message_body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX message_entity ON message (entity_id);

  CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, description TEXT, category TEXT,
    host_entity_id INTEGER NOT NULL REFERENCES entity, "from" INTEGER NOT NULL, "to" INTEGER NOT NULL,
    deadline INTEGER, subscriber_limit INTEGER, terms TEXT, status TEXT, venue TEXT
  ) STRICT;
  CREATE INDEX event_host ON event (host_entity_id);
  CREATE INDEX event_from ON event ("from");

  CREATE TABLE appointment (
    id INTEGER PRIMARY KEY AUTOINCREMENT, exclusive INTEGER, event_id INTEGER NOT NULL REFERENCES event,
    participant_type TEXT NOT NULL, participant_id INTEGER NOT NULL, status_id TEXT,
    participant_entity_id INTEGER REFERENCES entity
  ) STRICT;
  CREATE INDEX appointment_event ON appointment (event_id);
  CREATE INDEX appointment_participant ON appointment (participant_type, participant_id);
  CREATE INDEX appointment_entity ON appointment (participant_entity_id);

  CREATE TABLE alert_schedule (
    id INTEGER PRIMARY KEY AUTOINCREMENT, event_id INTEGER NOT NULL REFERENCES event,
    target_category TEXT NOT NULL, message_id INTEGER NOT NULL REFERENCES message,
    alert_datetime INTEGER NOT NULL, waiting INTEGER NOT NULL DEFAULT 1, round INTEGER NOT NULL DEFAULT 1
  ) STRICT;
  CREATE INDEX alert_schedule_due ON alert_schedule (alert_datetime) WHERE waiting = 1;
  CREATE INDEX alert_schedule_event ON alert_schedule (event_id);
  CREATE INDEX alert_schedule_message ON alert_schedule (message_id);

  CREATE TABLE alert (
    id TEXT PRIMARY KEY, alert_schedule_id INTEGER NOT NULL REFERENCES alert_schedule ON DELETE CASCADE,
    channel TEXT NOT NULL, place TEXT NOT NULL, content TEXT NOT NULL,
    attempts INTEGER NOT NULL, since INTEGER NOT NULL, next_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX alert_due ON alert (next_at);
  CREATE INDEX alert_of ON alert (alert_schedule_id);

  CREATE TABLE log (
    id INTEGER PRIMARY KEY AUTOINCREMENT, logger_role TEXT, logger_id TEXT, entity_id INTEGER REFERENCES entity,
    log_category TEXT NOT NULL, datetime INTEGER NOT NULL, log_data TEXT NOT NULL
  ) STRICT;
  CREATE INDEX log_entity ON log (entity_id);
  CREATE INDEX log_datetime ON log (datetime);

  CREATE TABLE replay (mark BLOB PRIMARY KEY, answer TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  CREATE INDEX replay_at ON replay (at);
  CREATE TABLE replayed (
    kind TEXT NOT NULL, id INTEGER NOT NULL, mark BLOB NOT NULL REFERENCES replay ON DELETE CASCADE
  ) STRICT;
  CREATE INDEX replayed_thing ON replayed (kind, id);
  CREATE INDEX replayed_mark ON replayed (mark);

  CREATE TABLE audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, kind TEXT NOT NULL, client TEXT, requestor TEXT,
    operation TEXT, thing TEXT, outcome TEXT NOT NULL, correlation_id TEXT NOT NULL
  ) STRICT
  `,
];
