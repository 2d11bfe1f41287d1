-- What unfinished runs have read so far. A finished run has nothing here.
CREATE TABLE journal (
    name       TEXT PRIMARY KEY,
    started    TEXT NOT NULL,  -- RFC 3339, UTC
    document   TEXT NOT NULL     -- what was asked for, JSON
) STRICT;

-- One account of such a run: begun, or done.
CREATE TABLE journal_account (
    journal    TEXT NOT NULL REFERENCES journal (name) ON DELETE CASCADE,
    account    TEXT NOT NULL,
    state      TEXT NOT NULL,    -- begun | done
    document   TEXT NOT NULL,    -- begun: who and where, JSON; done: the run in short
    PRIMARY KEY (journal, account)
) STRICT;

-- Answers, as in a recording: compressed lines, in the order in which they ended.
CREATE TABLE journal_part (
    journal    TEXT NOT NULL REFERENCES journal (name) ON DELETE CASCADE,
    account    TEXT NOT NULL,
    writer     TEXT NOT NULL,  -- the process that read it
    number     INTEGER NOT NULL,
    body       BLOB NOT NULL,      -- zstd
    PRIMARY KEY (journal, account, writer, number)
) STRICT;

-- The shares of a run that several processes read, and that are done.
CREATE TABLE journal_shard (
    journal    TEXT NOT NULL REFERENCES journal (name) ON DELETE CASCADE,
    shard      INTEGER NOT NULL,
    shards     INTEGER NOT NULL,
    PRIMARY KEY (journal, shard)
) STRICT;
