-- What tickmark keeps: complete runs only, each written in one transaction.
PRAGMA application_id = 1953063787; -- "tick"

CREATE TABLE run (
    id         TEXT PRIMARY KEY,
    account    TEXT NOT NULL,
    started    TEXT NOT NULL,  -- RFC 3339, UTC
    finished   TEXT NOT NULL,
    document   TEXT NOT NULL   -- the `run` object of findings.json
) STRICT;
CREATE INDEX run_by_account ON run (account, started);

-- One row for each operation in each account and region: the coverage table.
CREATE TABLE call (
    run_id     TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    account    TEXT NOT NULL,
    region     TEXT NOT NULL,
    service    TEXT NOT NULL,
    operation  TEXT NOT NULL,
    status     TEXT NOT NULL,
    calls      INTEGER NOT NULL,
    error      TEXT,
    rules      TEXT NOT NULL,  -- JSON list of the rules that it left undecided
    PRIMARY KEY (run_id, account, region, service, operation)
) STRICT;

CREATE TABLE rule_count (
    run_id     TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    rule       TEXT NOT NULL,
    document   TEXT NOT NULL,
    PRIMARY KEY (run_id, rule)
) STRICT;

CREATE TABLE finding (
    run_id     TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    rank       INTEGER NOT NULL,
    rule       TEXT NOT NULL,
    pillar     TEXT NOT NULL,
    severity   TEXT NOT NULL,
    status     TEXT NOT NULL,
    account    TEXT NOT NULL,
    region     TEXT NOT NULL,
    kind       TEXT NOT NULL,
    resource   TEXT NOT NULL,
    arn        TEXT NOT NULL,
    document   TEXT NOT NULL,  -- the finding of findings.json
    PRIMARY KEY (run_id, id)
) STRICT;
CREATE INDEX finding_by_rank ON finding (run_id, rank);

CREATE TABLE resolved (
    run_id     TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    position   INTEGER NOT NULL,
    document   TEXT NOT NULL,
    PRIMARY KEY (run_id, id)
) STRICT;

-- What a run knows of every finding that was ever seen in its account: the next run compares with it.
CREATE TABLE finding_state (
    run_id     TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    rule       TEXT NOT NULL,
    scope      TEXT NOT NULL,  -- the region that was read, or `global`
    status     TEXT NOT NULL,  -- open | unknown | resolved
    first_seen TEXT NOT NULL,
    last_seen  TEXT NOT NULL,
    document   TEXT NOT NULL,  -- the finding as it was last seen
    PRIMARY KEY (run_id, id)
) STRICT;

-- Every resource as it was last read.
CREATE TABLE resource (
    account    TEXT NOT NULL,
    scope      TEXT NOT NULL,
    kind       TEXT NOT NULL,
    arn        TEXT NOT NULL,
    id         TEXT NOT NULL,
    region     TEXT NOT NULL,
    document   TEXT NOT NULL,  -- the listing's answer about it, JSON
    details    TEXT NOT NULL,  -- its details that were read, a JSON object
    first_seen TEXT NOT NULL,
    last_seen  TEXT NOT NULL,
    PRIMARY KEY (account, scope, kind, arn, id)
) STRICT, WITHOUT ROWID;
