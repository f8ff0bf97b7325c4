/** The adapter's store, one script for each version of it (`reference/store.ts`). Times are milliseconds since 1970. */
export const MIGRATIONS: readonly string[] = [
  `
  -- GovStack's account mapper: Mojaloop maps addresses to institutions, and knows no persons.
  CREATE TABLE beneficiary (
    institution TEXT NOT NULL,
    payee TEXT NOT NULL,
    modality TEXT NOT NULL,
    address TEXT NOT NULL,
    bank TEXT,
    active INTEGER NOT NULL DEFAULT 1,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (institution, payee)
  ) STRICT;

  -- What was answered to a request, so that the same one is answered the same.
  CREATE TABLE request (
    kind TEXT NOT NULL,
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    digest TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (kind, scope, id)
  ) STRICT;

  CREATE TABLE batch (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('payment', 'validation')),
    -- Whose results have which shape: GovStack 1.x, 3.0, or 3.0's validation of addresses.
    style TEXT NOT NULL,
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    digest TEXT NOT NULL,
    request TEXT NOT NULL,
    callback TEXT,
    state TEXT NOT NULL CHECK (state IN ('held', 'running', 'done')),
    received_at INTEGER NOT NULL,
    finished_at INTEGER,
    UNIQUE (kind, scope, id)
  ) STRICT;

  CREATE TABLE instruction (
    batch INTEGER NOT NULL REFERENCES batch,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    payee TEXT NOT NULL,
    party TEXT NOT NULL,
    payer TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    narration TEXT NOT NULL,
    -- lookup, quote, transfer, sent; then valid, paid or failed.
    state TEXT NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 1,
    tries INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,
    -- Where it must be, as the request says; where it is, as the hub says.
    expected_fsp TEXT,
    fsp TEXT,
    quote_id TEXT,
    transfer_id TEXT,
    packet TEXT,
    condition TEXT,
    expires_at INTEGER,
    reason TEXT,
    finished_at INTEGER,
    PRIMARY KEY (batch, position),
    UNIQUE (batch, id)
  ) STRICT;
  CREATE INDEX instruction_due ON instruction (next_at) WHERE state IN ('lookup', 'quote', 'transfer', 'sent');
  CREATE INDEX instruction_party ON instruction (party) WHERE state = 'lookup';
  CREATE UNIQUE INDEX instruction_quote ON instruction (quote_id) WHERE quote_id IS NOT NULL;
  CREATE UNIQUE INDEX instruction_transfer ON instruction (transfer_id) WHERE transfer_id IS NOT NULL;

  -- Funds that somebody asked to be authorized, until there is an answer.
  CREATE TABLE authorization (
    number INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL REFERENCES batch,
    correlation TEXT NOT NULL,
    callback TEXT,
    currency TEXT NOT NULL,
    amount INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    status TEXT,
    UNIQUE (batch, correlation)
  ) STRICT;

  -- Results on their way to whoever asked for them.
  CREATE TABLE notice (
    number INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    body TEXT NOT NULL,
    correlation TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,
    until INTEGER NOT NULL,
    sent_at INTEGER
  ) STRICT;
  CREATE INDEX notice_due ON notice (next_at) WHERE sent_at IS NULL;
  `,
];
