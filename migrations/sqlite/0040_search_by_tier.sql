-- Words of titles, of titles and headings, and of everything, each by themselves: a search looks at those of titles first, and at the next only
-- while it has not found enough. Entered anew at the next start.
DROP TABLE search_words;
CREATE VIRTUAL TABLE search_titles USING fts5(
    words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii', prefix = '2 3'
);
CREATE VIRTUAL TABLE search_headings USING fts5(
    words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii', prefix = '2 3'
);
CREATE VIRTUAL TABLE search_words USING fts5(
    words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii', prefix = '2 3'
);

-- What excerpts are made of is large, and comes last: whoever asks for the rest does not read it. New is when it happened, or, without a time of
-- the incident, when it was begun: what results are ordered by.
CREATE TABLE search_documents_by_tier (
    number        INTEGER PRIMARY KEY,  -- its row in search_titles, search_headings and search_words
    postmortem_id TEXT NOT NULL UNIQUE REFERENCES postmortems (id),
    happened      INTEGER,              -- when the impact began, Unix milliseconds
    moment        INTEGER NOT NULL,     -- the same, or when it was begun
    severity      TEXT NOT NULL,        -- lower case
    services      TEXT NOT NULL,        -- lower case, each between line breaks
    tags          TEXT NOT NULL,        -- likewise
    factors       TEXT NOT NULL,        -- likewise
    parts         TEXT NOT NULL         -- what excerpts are made of, JSON
) STRICT;
INSERT INTO search_documents_by_tier
    SELECT s.number, s.postmortem_id, s.happened, coalesce(s.happened, p.created_at), s.severity, s.services, s.tags, s.factors, s.parts
    FROM search_documents s JOIN postmortems p ON p.id = s.postmortem_id;
DROP TABLE search_documents;
ALTER TABLE search_documents_by_tier RENAME TO search_documents;
CREATE INDEX search_documents_by_time ON search_documents (happened);
-- All that filters ask for is in it: rows are as large as what excerpts are made of.
CREATE INDEX search_documents_by_moment ON search_documents (moment, postmortem_id, severity, services, tags, factors);
