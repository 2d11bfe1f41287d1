-- Parts of a report that are read as one document: its alerts, its exceptions.
CREATE TABLE section (
    run_id     TEXT COLLATE "C" NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    name       TEXT COLLATE "C" NOT NULL,
    document   TEXT NOT NULL,  -- JSON
    PRIMARY KEY (run_id, name)
);

-- How often AWS refused for rate, and how many resources the calls listed (null where they list none).
ALTER TABLE call ADD COLUMN throttles BIGINT NOT NULL DEFAULT 0;
ALTER TABLE call ADD COLUMN resources BIGINT;
