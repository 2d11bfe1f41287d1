-- Since when this store knows a schedule with these times.
CREATE TABLE schedule_known (
    name       TEXT COLLATE "C" PRIMARY KEY,
    timing     TEXT COLLATE "C" NOT NULL,  -- the cron expression and its time zone
    since      TEXT COLLATE "C" NOT NULL   -- RFC 3339, UTC
);

-- Who runs a schedule now. Nobody else may until it is gone, or its time is over by the database's clock.
CREATE TABLE schedule_lease (
    name       TEXT COLLATE "C" PRIMARY KEY,
    holder     TEXT COLLATE "C" NOT NULL,
    until      BIGINT NOT NULL  -- milliseconds since 1970
);

-- What became of each due time.
CREATE TABLE schedule_run (
    name       TEXT COLLATE "C" NOT NULL,
    due        TEXT COLLATE "C" NOT NULL,  -- RFC 3339, UTC
    holder     TEXT COLLATE "C" NOT NULL,
    started    TEXT COLLATE "C" NOT NULL,  -- RFC 3339, UTC
    finished   TEXT COLLATE "C",
    outcome    TEXT COLLATE "C",           -- null while it runs, and where its program died
    message    TEXT COLLATE "C",
    PRIMARY KEY (name, due)
);
