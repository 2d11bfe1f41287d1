-- What tickmark keeps: complete runs only, each written in one transaction. The same tables as in SQLite.
-- Text is compared as bytes (COLLATE "C"), so that both stores answer in the same order whatever the locale of the
-- server is. Documents are text and not jsonb, which would refuse some of them and change the bytes of the others.

CREATE TABLE run (
    id         TEXT COLLATE "C" PRIMARY KEY,
    account    TEXT COLLATE "C" NOT NULL,
    started    TEXT COLLATE "C" NOT NULL,  -- RFC 3339, UTC, always nine digits of fraction
    finished   TEXT COLLATE "C" NOT NULL,
    document   TEXT NOT NULL               -- the `run` object of findings.json
);
CREATE INDEX run_by_account ON run (account, started);

-- One row for each operation in each account and region: the coverage table.
CREATE TABLE call (
    run_id     TEXT COLLATE "C" NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    account    TEXT COLLATE "C" NOT NULL,
    region     TEXT COLLATE "C" NOT NULL,
    service    TEXT COLLATE "C" NOT NULL,
    operation  TEXT COLLATE "C" NOT NULL,
    status     TEXT COLLATE "C" NOT NULL,
    calls      BIGINT NOT NULL,
    error      TEXT,
    rules      TEXT NOT NULL,              -- JSON list of the rules that it left undecided
    PRIMARY KEY (run_id, account, region, service, operation)
);

CREATE TABLE rule_count (
    run_id     TEXT COLLATE "C" NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    rule       TEXT COLLATE "C" NOT NULL,
    document   TEXT NOT NULL,
    PRIMARY KEY (run_id, rule)
);

CREATE TABLE finding (
    run_id     TEXT COLLATE "C" NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    id         TEXT COLLATE "C" NOT NULL,
    rank       BIGINT NOT NULL,
    rule       TEXT COLLATE "C" NOT NULL,
    pillar     TEXT COLLATE "C" NOT NULL,
    severity   TEXT COLLATE "C" NOT NULL,
    status     TEXT COLLATE "C" NOT NULL,
    account    TEXT COLLATE "C" NOT NULL,
    region     TEXT COLLATE "C" NOT NULL,
    kind       TEXT COLLATE "C" NOT NULL,
    resource   TEXT COLLATE "C" NOT NULL,
    arn        TEXT COLLATE "C" NOT NULL,
    document   TEXT NOT NULL,              -- the finding of findings.json
    PRIMARY KEY (run_id, id)
);
CREATE INDEX finding_by_rank ON finding (run_id, rank);

CREATE TABLE resolved (
    run_id     TEXT COLLATE "C" NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    id         TEXT COLLATE "C" NOT NULL,
    position   BIGINT NOT NULL,
    document   TEXT NOT NULL,
    PRIMARY KEY (run_id, id)
);

-- What a run knows of every finding that was ever seen in its account: the next run compares with it.
CREATE TABLE finding_state (
    run_id     TEXT COLLATE "C" NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    id         TEXT COLLATE "C" NOT NULL,
    rule       TEXT COLLATE "C" NOT NULL,
    scope      TEXT COLLATE "C" NOT NULL,  -- the region that was read, or `global`
    status     TEXT COLLATE "C" NOT NULL,  -- open | unknown | resolved
    first_seen TEXT COLLATE "C" NOT NULL,
    last_seen  TEXT COLLATE "C" NOT NULL,
    document   TEXT NOT NULL,              -- the finding as it was last seen
    PRIMARY KEY (run_id, id)
);

-- Every resource as it was last read. The five names can together be longer than an entry of an index may be (a third
-- of a page), so the key is a hash of them, made where rows are inserted.
CREATE TABLE resource (
    key        BYTEA PRIMARY KEY,          -- SHA-256 of the JSON list of account, scope, kind, arn and id
    account    TEXT COLLATE "C" NOT NULL,
    scope      TEXT COLLATE "C" NOT NULL,
    kind       TEXT COLLATE "C" NOT NULL,
    arn        TEXT COLLATE "C" NOT NULL,
    id         TEXT COLLATE "C" NOT NULL,
    region     TEXT COLLATE "C" NOT NULL,
    document   TEXT NOT NULL,              -- the listing's answer about it, JSON
    details    TEXT NOT NULL,              -- its details that were read, a JSON object
    first_seen TEXT COLLATE "C" NOT NULL,
    last_seen  TEXT COLLATE "C" NOT NULL
);
CREATE INDEX resource_by_kind ON resource (account, kind, scope);
CREATE INDEX resource_by_time ON resource (account, last_seen);
