-- What questions are answered from: what findings mean, what they are counted by, and what was asked.

-- The newest run of each account.
CREATE VIEW current_run AS
SELECT id, account, started FROM (
    SELECT id, account, started, row_number() OVER (PARTITION BY account ORDER BY started DESC, id DESC) AS place FROM run
) WHERE place = 1;

-- Parts of the document that questions are narrowed and counted by.
ALTER TABLE finding ADD COLUMN service TEXT GENERATED ALWAYS AS (substr(kind, 1, instr(kind, '.') - 1)) VIRTUAL;
ALTER TABLE finding ADD COLUMN change TEXT GENERATED ALWAYS AS (document ->> '$.change') VIRTUAL;
ALTER TABLE finding ADD COLUMN first_seen TEXT GENERATED ALWAYS AS (document ->> '$.first_seen') VIRTUAL;
ALTER TABLE finding ADD COLUMN monthly REAL GENERATED ALWAYS AS
    (CASE WHEN document ->> '$.cost.counted' THEN document ->> '$.cost.monthly' END) VIRTUAL;

-- The text that carries the meaning of findings, once for all that mean the same.
CREATE TABLE meaning (
    hash       TEXT PRIMARY KEY, -- SHA-256 of the text
    title      TEXT NOT NULL,
    body       TEXT NOT NULL,    -- why it matters, what to do, a finding's own words
    words      TEXT NOT NULL     -- names: of the rule, its kind, its ids in other catalogues
) STRICT;
CREATE VIRTUAL TABLE meaning_text USING fts5 (hash UNINDEXED, title, body, words, tokenize = 'porter unicode61');
CREATE TRIGGER meaning_added AFTER INSERT ON meaning BEGIN
    INSERT INTO meaning_text (hash, title, body, words) VALUES (new.hash, new.title, new.body, new.words);
END;

CREATE TABLE finding_meaning (
    run_id     TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    meaning    TEXT NOT NULL REFERENCES meaning (hash),
    PRIMARY KEY (run_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_by_meaning ON finding_meaning (run_id, meaning);

-- Vectors of one embedder are never compared with those of another.
CREATE TABLE embedding (
    meaning    TEXT NOT NULL REFERENCES meaning (hash) ON DELETE CASCADE,
    embedder   TEXT NOT NULL,    -- hash of weights, tokenizer and pooling
    vector     BLOB NOT NULL,    -- 32-bit floats, little endian, length 1
    PRIMARY KEY (meaning, embedder)
) STRICT;

-- Conversations, which are also the log of who asked what and saw which findings.
CREATE TABLE message (
    session    TEXT NOT NULL,
    number     INTEGER NOT NULL,
    asked_at   TEXT NOT NULL,    -- RFC 3339, UTC
    asker      TEXT NOT NULL,
    question   TEXT NOT NULL,    -- masked
    intent     TEXT NOT NULL,    -- JSON
    answer     TEXT NOT NULL,    -- the object that `ask --json` prints
    PRIMARY KEY (session, number)
) STRICT;
CREATE INDEX message_by_time ON message (asked_at);

-- Answers that were given. The key holds the runs that they were made from, so that a new run has none.
CREATE TABLE answer (
    key        TEXT PRIMARY KEY,
    document   TEXT NOT NULL
) STRICT;
