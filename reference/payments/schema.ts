/**
 * The store of payments, one script for each version of it (`reference/store.ts`). Times are milliseconds since 1970,
 * amounts minor units of their currency.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  -- Double entry: the postings of a transfer add up to nothing, and an account holds the sum of its postings.
  CREATE TABLE account (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN
      ('outside', 'payer', 'reserved', 'voucher', 'payee', 'institution', 'biller', 'agent')),
    owner TEXT NOT NULL,
    -- By which others name it: an account number, a phone number, an id.
    code TEXT NOT NULL,
    currency TEXT NOT NULL,
    balance INTEGER NOT NULL DEFAULT 0,
    -- The least that it may hold; none where it may owe any amount.
    floor INTEGER,
    closed INTEGER NOT NULL DEFAULT 0,
    UNIQUE (kind, owner, code, currency),
    CHECK (floor IS NULL OR balance >= floor)
  ) STRICT;
  CREATE INDEX account_code ON account (kind, code);
  CREATE TABLE alias (alias TEXT NOT NULL, account INTEGER NOT NULL REFERENCES account, PRIMARY KEY (alias, account)) STRICT;
  CREATE TABLE transfer (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE posting (
    transfer INTEGER NOT NULL REFERENCES transfer,
    account INTEGER NOT NULL REFERENCES account,
    amount INTEGER NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (transfer, account)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX posting_account ON posting (account);
  -- What left a payer's account on a day (UTC), for the limit of the day.
  CREATE TABLE spent (
    account INTEGER NOT NULL REFERENCES account,
    day TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (account, day)
  ) STRICT;

  CREATE TABLE payer (
    id TEXT PRIMARY KEY,
    treasury INTEGER NOT NULL,
    -- What an account in a further currency begins with; none where there are no further ones.
    funds INTEGER
  ) STRICT;
  CREATE TABLE institution (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, url TEXT, closed INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE biller (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, url TEXT, closed INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE TABLE beneficiary (
    institution TEXT NOT NULL,
    payee TEXT NOT NULL,
    modality TEXT NOT NULL,
    address TEXT NOT NULL,
    bank TEXT,
    active INTEGER NOT NULL DEFAULT 1,
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
    -- held: until its funds are authorized; new: its funds are to be set aside.
    state TEXT NOT NULL CHECK (state IN ('held', 'new', 'running', 'done')),
    -- Why its funds could not be set aside.
    trouble TEXT,
    received_at INTEGER NOT NULL,
    finished_at INTEGER,
    UNIQUE (kind, scope, id)
  ) STRICT;
  CREATE INDEX batch_open ON batch (number) WHERE state IN ('new', 'running');
  CREATE TABLE instruction (
    batch INTEGER NOT NULL REFERENCES batch,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    payee TEXT NOT NULL,
    address TEXT NOT NULL,
    bank TEXT,
    payer TEXT NOT NULL,
    payer_account INTEGER REFERENCES account,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    narration TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'paid', 'valid', 'failed')),
    fsp TEXT,
    transfer INTEGER REFERENCES transfer,
    reason TEXT,
    finished_at INTEGER,
    PRIMARY KEY (batch, position),
    UNIQUE (batch, id)
  ) STRICT;
  CREATE INDEX instruction_pending ON instruction (batch, position) WHERE state = 'pending';
  -- What a batch has set aside and not yet paid or given back.
  CREATE TABLE reservation (
    batch INTEGER NOT NULL REFERENCES batch,
    account INTEGER NOT NULL REFERENCES account,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    day TEXT NOT NULL,
    PRIMARY KEY (batch, account)
  ) STRICT;

  CREATE TABLE bill (
    biller TEXT NOT NULL,
    id TEXT NOT NULL,
    amount INTEGER NOT NULL,
    late_amount INTEGER NOT NULL,
    due_at INTEGER,
    status TEXT NOT NULL CHECK (status IN ('UNPAID', 'PENDING', 'PAID')),
    PRIMARY KEY (biller, id)
  ) STRICT;
  CREATE INDEX bill_id ON bill (id);
  CREATE TABLE inquiry (
    number INTEGER PRIMARY KEY,
    institution TEXT NOT NULL,
    request TEXT NOT NULL,
    bill TEXT NOT NULL,
    tenant TEXT NOT NULL,
    correlation TEXT NOT NULL,
    callback TEXT,
    -- The biller that was asked; none where the answer was known.
    asked TEXT,
    told INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX inquiry_request ON inquiry (institution, request);
  CREATE INDEX inquiry_open ON inquiry (bill) WHERE told = 0;
  CREATE TABLE bill_payment (
    number INTEGER PRIMARY KEY,
    institution TEXT NOT NULL,
    request TEXT NOT NULL,
    reference TEXT NOT NULL,
    biller TEXT NOT NULL,
    bill TEXT NOT NULL,
    amount INTEGER NOT NULL,
    tenant TEXT NOT NULL,
    correlation TEXT NOT NULL,
    callback TEXT,
    state TEXT NOT NULL CHECK (state IN ('PENDING', 'ACK', 'RJC')),
    reason TEXT
  ) STRICT;
  CREATE INDEX bill_payment_reference ON bill_payment (institution, reference);
  CREATE INDEX bill_payment_open ON bill_payment (bill) WHERE state = 'PENDING';
  CREATE TABLE request_to_pay (
    number INTEGER PRIMARY KEY,
    biller TEXT NOT NULL,
    request TEXT NOT NULL,
    rtp INTEGER NOT NULL,
    transaction_id TEXT NOT NULL,
    bill TEXT NOT NULL,
    amount INTEGER NOT NULL,
    payer_account INTEGER REFERENCES account,
    tenant TEXT NOT NULL,
    correlation TEXT NOT NULL,
    callback TEXT,
    state TEXT NOT NULL CHECK (state IN ('PND', 'COM', 'RJC', 'EXP')),
    reason TEXT,
    transfer INTEGER REFERENCES transfer,
    expires_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    UNIQUE (biller, rtp),
    UNIQUE (biller, request)
  ) STRICT;
  CREATE INDEX request_to_pay_open ON request_to_pay (expires_at) WHERE state = 'PND';

  CREATE TABLE voucher_batch (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    digest TEXT NOT NULL,
    callback TEXT,
    PRIMARY KEY (scope, id)
  ) STRICT;
  CREATE TABLE voucher (
    serial TEXT PRIMARY KEY,
    -- The institution that issued it; empty where none was named.
    scope TEXT NOT NULL,
    program TEXT,
    batch TEXT,
    instruction TEXT NOT NULL,
    group_code TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount INTEGER NOT NULL,
    payee TEXT NOT NULL,
    narration TEXT NOT NULL,
    -- The secret number, encrypted.
    secret TEXT NOT NULL UNIQUE,
    -- 1 pre-activated, 2 active, 3 cancelled, 4 expired, 5 redeemed, 6 suspended.
    status INTEGER NOT NULL CHECK (status BETWEEN 1 AND 6),
    wrong INTEGER NOT NULL DEFAULT 0,
    -- Whose funds back it; none where none do.
    payer_account INTEGER REFERENCES account,
    expires_at INTEGER NOT NULL,
    redeemed_by TEXT,
    transfer INTEGER REFERENCES transfer
  ) STRICT;
  CREATE INDEX voucher_expiry ON voucher (expires_at) WHERE status IN (1, 2, 6);
  CREATE TABLE voucher_group (code TEXT PRIMARY KEY) STRICT;
  CREATE TABLE agent (id TEXT PRIMARY KEY) STRICT;

  -- Calls to others on their way. The body is empty where there is none.
  CREATE TABLE notice (
    number INTEGER PRIMARY KEY,
    method TEXT NOT NULL,
    url TEXT NOT NULL,
    headers TEXT NOT NULL,
    body TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,
    until INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX notice_due ON notice (next_at);
  `,
];
