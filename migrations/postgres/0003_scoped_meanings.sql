-- A finding's meaning is one of its columns, so that one index answers what questions count and list by.
ALTER TABLE finding ADD COLUMN meaning TEXT COLLATE "C" REFERENCES meaning (hash);
UPDATE finding SET meaning = m.meaning FROM finding_meaning m WHERE m.run_id = finding.run_id AND m.id = finding.id;
DROP TABLE finding_meaning;

-- By what it means, then by rank; the rest is there so that counting never reads a document.
CREATE INDEX finding_by_meaning ON finding (run_id, meaning, rank)
    INCLUDE (status, severity, account, region, service, kind, rule, pillar, change, first_seen, monthly, id);

-- Vectors have as many dimensions as their embedder makes, and an index has one number of them: so each embedder has an
-- index of its own, made when comparing all its vectors one by one takes too long.
CREATE FUNCTION index_vectors(of_embedder TEXT, dimensions INTEGER) RETURNS VOID LANGUAGE plpgsql AS $$ BEGIN
    -- The graph is built in memory: 64 MB, which is the default, hold some 50,000 vectors of 384 dimensions.
    PERFORM set_config('maintenance_work_mem', '512MB', true);
    EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON embedding USING hnsw ((vector::halfvec(%s)) halfvec_cosine_ops)
                    WHERE embedder = %L', 'embedding_' || md5(of_embedder), dimensions, of_embedder);
END $$;
