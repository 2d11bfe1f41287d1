-- Since when this store knows a schedule with these times.
CREATE TABLE schedule_known (
    name       TEXT PRIMARY KEY,
    timing     TEXT NOT NULL,  -- the cron expression and its time zone
    since      TEXT NOT NULL   -- RFC 3339, UTC
) STRICT;

-- Who runs a schedule now. Nobody else may until it is gone, or its time is over by the database's clock.
CREATE TABLE schedule_lease (
    name       TEXT PRIMARY KEY,
    holder     TEXT NOT NULL,
    until      INTEGER NOT NULL  -- milliseconds since 1970
) STRICT;

-- What became of each due time.
CREATE TABLE schedule_run (
    name       TEXT NOT NULL,
    due        TEXT NOT NULL,  -- RFC 3339, UTC
    holder     TEXT NOT NULL,
    started    TEXT NOT NULL,  -- RFC 3339, UTC
    finished   TEXT,
    outcome    TEXT,           -- null while it runs, and where its program died
    message    TEXT,
    PRIMARY KEY (name, due)
) STRICT;
