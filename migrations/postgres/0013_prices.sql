-- AWS's list prices as they were last asked for, so that they are not asked for in every run.
CREATE TABLE price (
    item       TEXT COLLATE "C" NOT NULL,
    variant    TEXT COLLATE "C" NOT NULL,   -- * where the item has none
    region     TEXT COLLATE "C" NOT NULL,
    asked      TEXT COLLATE "C" NOT NULL,   -- RFC 3339, UTC
    document   TEXT NOT NULL,   -- the price, and the call that shows it, JSON
    PRIMARY KEY (item, variant, region)
);
