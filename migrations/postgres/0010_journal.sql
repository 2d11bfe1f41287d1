-- What unfinished runs have read so far. A finished run has nothing here.
CREATE TABLE journal (
    name       TEXT COLLATE "C" PRIMARY KEY,
    started    TEXT COLLATE "C" NOT NULL,  -- RFC 3339, UTC
    document   TEXT NOT NULL     -- what was asked for, JSON
);

-- One account of such a run: begun, or done.
CREATE TABLE journal_account (
    journal    TEXT COLLATE "C" NOT NULL REFERENCES journal (name) ON DELETE CASCADE,
    account    TEXT COLLATE "C" NOT NULL,
    state      TEXT COLLATE "C" NOT NULL,    -- begun | done
    document   TEXT NOT NULL,    -- begun: who and where, JSON; done: the run in short
    PRIMARY KEY (journal, account)
);

-- Answers, as in a recording: compressed lines, in the order in which they ended.
CREATE TABLE journal_part (
    journal    TEXT COLLATE "C" NOT NULL REFERENCES journal (name) ON DELETE CASCADE,
    account    TEXT COLLATE "C" NOT NULL,
    writer     TEXT COLLATE "C" NOT NULL,  -- the process that read it
    number     BIGINT NOT NULL,
    body       BYTEA NOT NULL,      -- zstd
    PRIMARY KEY (journal, account, writer, number)
);

-- The shares of a run that several processes read, and that are done.
CREATE TABLE journal_shard (
    journal    TEXT COLLATE "C" NOT NULL REFERENCES journal (name) ON DELETE CASCADE,
    shard      BIGINT NOT NULL,
    shards     BIGINT NOT NULL,
    PRIMARY KEY (journal, shard)
);
