/**
 * The mediator's tables. `origin` says who made a row of the configuration: `stack` (the settings, applied at every
 * start), `api`, or for a moment while the settings are applied, `stale`. Times are milliseconds since 1970.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  CREATE TABLE member (
    class TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, origin TEXT NOT NULL,
    PRIMARY KEY (class, code)
  ) STRICT;
  CREATE INDEX member_name ON member (name);
  CREATE INDEX member_code ON member (code);

  CREATE TABLE application (
    class TEXT NOT NULL, code TEXT NOT NULL, id TEXT NOT NULL, connection TEXT NOT NULL, origin TEXT NOT NULL,
    PRIMARY KEY (class, code, id),
    FOREIGN KEY (class, code) REFERENCES member (class, code) ON DELETE CASCADE
  ) STRICT;

  CREATE TABLE service (
    class TEXT NOT NULL, code TEXT NOT NULL, application TEXT NOT NULL, id TEXT NOT NULL,
    spec_url TEXT NOT NULL, service_url TEXT NOT NULL, openapi TEXT, origin TEXT NOT NULL,
    PRIMARY KEY (class, code, application, id),
    FOREIGN KEY (class, code, application) REFERENCES application (class, code, id) ON DELETE CASCADE
  ) STRICT;

  CREATE TABLE allowed (
    class TEXT NOT NULL, code TEXT NOT NULL, application TEXT NOT NULL, service TEXT NOT NULL,
    client_class TEXT NOT NULL, client_code TEXT NOT NULL, client_application TEXT NOT NULL, origin TEXT NOT NULL,
    PRIMARY KEY (class, code, application, service, client_class, client_code, client_application),
    FOREIGN KEY (class, code, application, service)
      REFERENCES service (class, code, application, id) ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE awaited_right (
    class TEXT NOT NULL, code TEXT NOT NULL, application TEXT NOT NULL, service TEXT NOT NULL,
    member TEXT NOT NULL, client_application TEXT NOT NULL, origin TEXT NOT NULL,
    PRIMARY KEY (class, code, application, service, member, client_application),
    FOREIGN KEY (class, code, application, service)
      REFERENCES service (class, code, application, id) ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE event_type (
    room TEXT NOT NULL, name TEXT NOT NULL, schema TEXT NOT NULL, sequence INTEGER NOT NULL, present INTEGER NOT NULL,
    PRIMARY KEY (room, name)
  ) STRICT;

  CREATE TABLE subscription (
    id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, room TEXT NOT NULL, event_type TEXT NOT NULL,
    instance TEXT NOT NULL, class TEXT NOT NULL, code TEXT NOT NULL, application TEXT NOT NULL,
    delivery TEXT NOT NULL, ttl INTEGER NOT NULL, fifo INTEGER NOT NULL, present INTEGER NOT NULL,
    UNIQUE (room, event_type, instance, class, code, application)
  ) STRICT;
  CREATE INDEX subscription_push ON subscription (delivery, present);

  CREATE TABLE event (
    id TEXT PRIMARY KEY, room TEXT NOT NULL, event_type TEXT NOT NULL, sequence INTEGER NOT NULL,
    instance TEXT NOT NULL, class TEXT NOT NULL, code TEXT NOT NULL, application TEXT NOT NULL,
    content TEXT NOT NULL, correlation_id TEXT NOT NULL, published_at INTEGER NOT NULL, stopped INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE delivery (
    subscription INTEGER NOT NULL REFERENCES subscription (id), sequence INTEGER NOT NULL,
    event TEXT NOT NULL REFERENCES event (id), state TEXT NOT NULL, expires_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL, attempts INTEGER NOT NULL,
    PRIMARY KEY (subscription, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX delivery_owed ON delivery (subscription, sequence) WHERE state = 'owed';
  CREATE INDEX delivery_due ON delivery (subscription, next_at, sequence) WHERE state = 'owed';
  CREATE INDEX delivery_event ON delivery (event);

  CREATE TABLE message_log (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL
  ) STRICT
  `,
];
