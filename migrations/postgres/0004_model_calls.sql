-- Every try at a model: who was asked, what came of it, in whose words, and what it cost.
CREATE TABLE model_call (
    started    TEXT COLLATE "C" NOT NULL,  -- RFC 3339, UTC
    document   TEXT NOT NULL               -- JSON
);
CREATE INDEX model_call_by_time ON model_call (started);

-- Who asks makes such calls too.
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tickmark_asker') THEN
        GRANT INSERT ON model_call TO tickmark_asker;
    END IF;
END $$;
