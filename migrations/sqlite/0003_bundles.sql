-- Findings of a run that are the same in all that questions narrow and count by. There are few of them however many
-- findings there are, so that counting and choosing never walk through findings.
CREATE TABLE bundle (
    run_id     TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    meaning    TEXT REFERENCES meaning (hash),
    rule       TEXT NOT NULL,
    pillar     TEXT NOT NULL,
    severity   TEXT NOT NULL,
    status     TEXT NOT NULL,
    change     TEXT NOT NULL,
    account    TEXT NOT NULL,
    region     TEXT NOT NULL,
    service    TEXT NOT NULL,
    kind       TEXT NOT NULL,
    findings   INTEGER NOT NULL,
    cents      INTEGER NOT NULL, -- USD cents a month that are known of them, overlap taken out
    first      INTEGER NOT NULL, -- the lowest rank
    PRIMARY KEY (run_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX bundle_by_meaning ON bundle (run_id, meaning);

-- Runs that were kept before.
CREATE TEMP TABLE bundled AS
SELECT f.run_id, f.id, f.rank, m.meaning, f.rule, f.pillar, f.severity, f.status, f.change, f.account, f.region,
       f.service, f.kind, f.first_seen, CAST(round(coalesce(f.monthly, 0) * 100) AS INTEGER) AS cents,
       dense_rank() OVER (PARTITION BY f.run_id ORDER BY m.meaning, f.rule, f.pillar, f.severity, f.status, f.change,
                          f.account, f.region, f.kind) AS number
FROM finding f LEFT JOIN finding_meaning m ON m.run_id = f.run_id AND m.id = f.id;
CREATE UNIQUE INDEX bundled_by_id ON bundled (run_id, id);
INSERT INTO bundle
SELECT run_id, number, meaning, rule, pillar, severity, status, change, account, region, service, kind, count(*),
       sum(cents), min(rank) FROM bundled GROUP BY run_id, number;

-- What was taken out of a document each time that it was asked for becomes a column, which an index can answer by.
ALTER TABLE finding DROP COLUMN service;
ALTER TABLE finding DROP COLUMN change;
ALTER TABLE finding DROP COLUMN first_seen;
ALTER TABLE finding DROP COLUMN monthly;
ALTER TABLE finding ADD COLUMN bundle INTEGER;
ALTER TABLE finding ADD COLUMN first_seen TEXT;
ALTER TABLE finding ADD COLUMN cents INTEGER; -- as in the bundle; null where no money is known
UPDATE finding SET bundle = b.number, first_seen = b.first_seen, cents = nullif(b.cents, 0)
FROM bundled b WHERE b.run_id = finding.run_id AND b.id = finding.id;
DROP TABLE bundled;
DROP TABLE finding_meaning;

-- The first of a bundle, and what is counted finding by finding.
CREATE INDEX finding_by_bundle ON finding (run_id, bundle, rank, first_seen, cents, id);
