-- Findings of a run that are the same in all that questions narrow and count by. There are few of them however many
-- findings there are, so that counting and choosing never walk through findings.
CREATE TABLE bundle (
    run_id     TEXT COLLATE "C" NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    number     BIGINT NOT NULL,
    meaning    TEXT COLLATE "C" REFERENCES meaning (hash),
    rule       TEXT COLLATE "C" NOT NULL,
    pillar     TEXT COLLATE "C" NOT NULL,
    severity   TEXT COLLATE "C" NOT NULL,
    status     TEXT COLLATE "C" NOT NULL,
    change     TEXT COLLATE "C" NOT NULL,
    account    TEXT COLLATE "C" NOT NULL,
    region     TEXT COLLATE "C" NOT NULL,
    service    TEXT COLLATE "C" NOT NULL,
    kind       TEXT COLLATE "C" NOT NULL,
    findings   BIGINT NOT NULL,
    cents      BIGINT NOT NULL, -- USD cents a month that are known of them, overlap taken out
    first      BIGINT NOT NULL, -- the lowest rank
    PRIMARY KEY (run_id, number)
);
CREATE INDEX bundle_by_meaning ON bundle (run_id, meaning);

-- Runs that were kept before.
CREATE TEMP TABLE bundled ON COMMIT DROP AS
SELECT f.run_id, f.id, f.rank, m.meaning, f.rule, f.pillar, f.severity, f.status, f.change, f.account, f.region,
       f.service, f.kind, f.first_seen, round(coalesce(f.monthly, 0) * 100)::bigint AS cents,
       dense_rank() OVER (PARTITION BY f.run_id ORDER BY m.meaning, f.rule, f.pillar, f.severity, f.status, f.change,
                          f.account, f.region, f.kind) AS number
FROM finding f LEFT JOIN finding_meaning m ON m.run_id = f.run_id AND m.id = f.id;
INSERT INTO bundle
SELECT run_id, number, min(meaning), min(rule), min(pillar), min(severity), min(status), min(change), min(account),
       min(region), min(service), min(kind), count(*), sum(cents), min(rank) FROM bundled GROUP BY run_id, number;

-- The same columns as in SQLite, where taking them out of documents cannot be indexed.
ALTER TABLE finding DROP COLUMN service, DROP COLUMN change, DROP COLUMN first_seen, DROP COLUMN monthly;
ALTER TABLE finding ADD COLUMN bundle BIGINT, ADD COLUMN first_seen TEXT COLLATE "C",
    ADD COLUMN cents BIGINT; -- as in the bundle; null where no money is known
UPDATE finding SET bundle = b.number, first_seen = b.first_seen, cents = nullif(b.cents, 0)
FROM bundled b WHERE b.run_id = finding.run_id AND b.id = finding.id;
DROP TABLE finding_meaning;

-- The first of a bundle, and what is counted finding by finding.
CREATE INDEX finding_by_bundle ON finding (run_id, bundle, rank) INCLUDE (first_seen, cents, id);

-- Vectors have as many dimensions as their embedder makes, and an index has one number of them: so each embedder has an
-- index of its own, made when comparing all its vectors one by one takes too long.
CREATE FUNCTION index_vectors(of_embedder TEXT, dimensions INTEGER) RETURNS VOID LANGUAGE plpgsql AS $$ BEGIN
    -- The graph is built in memory: 64 MB, which is the default, hold some 50,000 vectors of 384 dimensions.
    PERFORM set_config('maintenance_work_mem', '512MB', true);
    EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON embedding USING hnsw ((vector::halfvec(%s)) halfvec_cosine_ops)
                    WITH (m = 24, ef_construction = 128) WHERE embedder = %L', 'embedding_' || md5(of_embedder), dimensions, of_embedder);
END $$;
