-- Every try at a model: who was asked, what came of it, in whose words, and what it cost.
CREATE TABLE model_call (
    started    TEXT NOT NULL,  -- RFC 3339, UTC
    document   TEXT NOT NULL   -- JSON
) STRICT;
CREATE INDEX model_call_by_time ON model_call (started);
