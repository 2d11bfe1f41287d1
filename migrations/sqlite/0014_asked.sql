-- How people ask for what findings mean, a line each, searched like the rest of it.
ALTER TABLE meaning ADD COLUMN asked TEXT NOT NULL DEFAULT '';
DROP TRIGGER meaning_added;
DROP TABLE meaning_text;
CREATE VIRTUAL TABLE meaning_text USING fts5 (hash UNINDEXED, title, body, words, asked, tokenize = 'porter unicode61');
INSERT INTO meaning_text (hash, title, body, words, asked) SELECT hash, title, body, words, asked FROM meaning;
CREATE TRIGGER meaning_added AFTER INSERT ON meaning BEGIN
    INSERT INTO meaning_text (hash, title, body, words, asked)
    VALUES (new.hash, new.title, new.body, new.words, new.asked);
END;
