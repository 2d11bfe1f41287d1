-- How people ask for what findings mean, a line each, searched like the rest of it.
ALTER TABLE meaning ADD COLUMN asked TEXT NOT NULL DEFAULT '';
ALTER TABLE meaning DROP COLUMN text;
ALTER TABLE meaning ADD COLUMN text TSVECTOR NOT NULL GENERATED ALWAYS AS (
    setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', words), 'B')
    || setweight(to_tsvector('english', asked), 'C') || setweight(to_tsvector('english', body), 'D')) STORED;
CREATE INDEX meaning_text ON meaning USING gin (text);
