-- What questions are answered from: what findings mean, what they are counted by, and what was asked. The same as in
-- SQLite, but that vectors are pgvector's.
CREATE EXTENSION IF NOT EXISTS vector;

-- The newest run of each account.
CREATE VIEW current_run AS
SELECT DISTINCT ON (account) id, account, started FROM run ORDER BY account, started DESC, id DESC;

-- A document as jsonb, which has no zero character: each becomes the sign for what cannot be shown. (An escaped
-- backslash before the same letters stays one.)
CREATE FUNCTION facts(document TEXT) RETURNS JSONB IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql
    AS $$ SELECT replace(document, '\u0000', '\ufffd')::jsonb $$;

-- Parts of the document that questions are narrowed and counted by.
ALTER TABLE finding ADD COLUMN service TEXT COLLATE "C" GENERATED ALWAYS AS (split_part(kind, '.', 1)) STORED;
ALTER TABLE finding ADD COLUMN change TEXT COLLATE "C" GENERATED ALWAYS AS (facts(document) ->> 'change') STORED;
ALTER TABLE finding ADD COLUMN first_seen TEXT COLLATE "C" GENERATED ALWAYS AS (facts(document) ->> 'first_seen') STORED;
ALTER TABLE finding ADD COLUMN tags JSONB GENERATED ALWAYS AS (facts(document) -> 'tags') STORED;
ALTER TABLE finding ADD COLUMN monthly DOUBLE PRECISION GENERATED ALWAYS AS
    (CASE WHEN (facts(document) -> 'cost' ->> 'counted')::boolean
          THEN (facts(document) -> 'cost' ->> 'monthly')::double precision END) STORED;

-- The text that carries the meaning of findings, once for all that mean the same.
CREATE TABLE meaning (
    hash       TEXT COLLATE "C" PRIMARY KEY, -- SHA-256 of the text
    title      TEXT NOT NULL,
    body       TEXT NOT NULL,                -- why it matters, what to do, a finding's own words
    words      TEXT NOT NULL,                -- names: of the rule, its kind, its ids in other catalogues
    text       TSVECTOR NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', words), 'B')
        || setweight(to_tsvector('english', body), 'C')) STORED
);
CREATE INDEX meaning_text ON meaning USING gin (text);

CREATE TABLE finding_meaning (
    run_id     TEXT COLLATE "C" NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    id         TEXT COLLATE "C" NOT NULL,
    meaning    TEXT COLLATE "C" NOT NULL REFERENCES meaning (hash),
    PRIMARY KEY (run_id, id)
);
CREATE INDEX finding_by_meaning ON finding_meaning (run_id, meaning);

-- Vectors of one embedder are never compared with those of another.
CREATE TABLE embedding (
    meaning    TEXT COLLATE "C" NOT NULL REFERENCES meaning (hash) ON DELETE CASCADE,
    embedder   TEXT COLLATE "C" NOT NULL,    -- hash of weights, tokenizer and pooling
    vector     HALFVEC NOT NULL,             -- length 1
    PRIMARY KEY (meaning, embedder)
);
CREATE INDEX embedding_by_embedder ON embedding (embedder);

-- Conversations, which are also the log of who asked what and saw which findings.
CREATE TABLE message (
    session    TEXT COLLATE "C" NOT NULL,
    number     BIGINT NOT NULL,
    asked_at   TEXT COLLATE "C" NOT NULL,    -- RFC 3339, UTC
    asker      TEXT COLLATE "C" NOT NULL,
    question   TEXT NOT NULL,                -- masked
    intent     TEXT NOT NULL,                -- JSON
    answer     TEXT NOT NULL,                -- the object that `ask --json` prints
    PRIMARY KEY (session, number)
);
CREATE INDEX message_by_time ON message (asked_at);

-- Answers that were given. The key holds the runs that they were made from, so that a new run has none.
CREATE TABLE answer (
    key        TEXT COLLATE "C" PRIMARY KEY,
    document   TEXT NOT NULL
);

-- Who asks writes conversations, and nothing else (scripts/postgres-roles.sql).
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tickmark_asker') THEN
        GRANT INSERT ON message TO tickmark_asker;
        GRANT INSERT, UPDATE ON answer TO tickmark_asker;
    END IF;
END $$;
