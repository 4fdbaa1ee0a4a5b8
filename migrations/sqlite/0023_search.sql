-- The search over everything: an index that is derived from postmortems and comments, and made anew from them at any time.
CREATE TABLE search_documents (
    number        INTEGER PRIMARY KEY,  -- its row in search_words
    postmortem_id TEXT NOT NULL UNIQUE REFERENCES postmortems (id),
    happened      INTEGER,              -- when the impact began, Unix milliseconds
    severity      TEXT NOT NULL,        -- lower case
    services      TEXT NOT NULL,        -- lower case, each between line breaks
    parts         TEXT NOT NULL         -- what excerpts are made of, JSON
) STRICT;
CREATE INDEX search_documents_by_time ON search_documents (happened);

-- Words come folded: nothing but what is ASCII and no letter parts them.
CREATE VIRTUAL TABLE search_words USING fts5(
    title, headings, items, bodies, content = '', contentless_delete = 1, detail = 'column', tokenize = 'ascii'
);

CREATE TABLE search_comments (
    number        INTEGER PRIMARY KEY,  -- its row in search_comment_words
    comment_id    TEXT NOT NULL UNIQUE REFERENCES comments (id) ON DELETE CASCADE,
    postmortem_id TEXT NOT NULL
) STRICT;
CREATE INDEX search_comments_by_postmortem ON search_comments (postmortem_id);

CREATE VIRTUAL TABLE search_comment_words USING fts5(
    words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii'
);
-- However a comment goes, its words go with it.
CREATE TRIGGER search_comments_gone AFTER DELETE ON search_comments BEGIN
    DELETE FROM search_comment_words WHERE rowid = old.number;
END;

-- What each postmortem is about, by its own words.
CREATE TABLE search_terms (
    postmortem_id TEXT NOT NULL REFERENCES postmortems (id),
    term          TEXT NOT NULL,        -- folded
    shown         TEXT NOT NULL,        -- as it is written there
    weight        INTEGER NOT NULL,
    PRIMARY KEY (postmortem_id, term)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_terms_by_term ON search_terms (term, postmortem_id, weight);

-- Searches that people keep.
CREATE TABLE saved_views (
    id         TEXT PRIMARY KEY NOT NULL,
    person_id  TEXT NOT NULL REFERENCES people (id),
    name       TEXT NOT NULL,
    query      TEXT NOT NULL,           -- what stands behind /search?
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX saved_views_by_person ON saved_views (person_id);
