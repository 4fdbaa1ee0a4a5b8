-- The search over everything: an index that is derived from postmortems and comments, and made anew from them at any time.
CREATE TABLE search_documents (
    postmortem_id TEXT COLLATE "C" PRIMARY KEY REFERENCES postmortems (id),
    happened      BIGINT,               -- when the impact began, Unix milliseconds
    severity      TEXT COLLATE "C" NOT NULL, -- lower case
    services      TEXT COLLATE "C" NOT NULL, -- lower case, each between line breaks
    parts         TEXT COLLATE "C" NOT NULL, -- what excerpts are made of, JSON
    words         TSVECTOR NOT NULL     -- folded; A: title, B: headings and facts, C: entries and mitigations, D: text
);
CREATE INDEX search_documents_by_time ON search_documents (happened);
-- What waits to be entered would be read by every search.
CREATE INDEX search_documents_by_word ON search_documents USING GIN (words) WITH (fastupdate = off);

CREATE TABLE search_comments (
    comment_id    TEXT COLLATE "C" PRIMARY KEY REFERENCES comments (id) ON DELETE CASCADE,
    postmortem_id TEXT COLLATE "C" NOT NULL,
    words         TSVECTOR NOT NULL
);
CREATE INDEX search_comments_by_postmortem ON search_comments (postmortem_id);
CREATE INDEX search_comments_by_word ON search_comments USING GIN (words) WITH (fastupdate = off);

-- What each postmortem is about, by its own words.
CREATE TABLE search_terms (
    postmortem_id TEXT COLLATE "C" NOT NULL REFERENCES postmortems (id),
    term          TEXT COLLATE "C" NOT NULL, -- folded
    shown         TEXT COLLATE "C" NOT NULL, -- as it is written there
    weight        BIGINT NOT NULL,
    PRIMARY KEY (postmortem_id, term)
);
CREATE INDEX search_terms_by_term ON search_terms (term, postmortem_id, weight);

-- Searches that people keep.
CREATE TABLE saved_views (
    id         TEXT COLLATE "C" PRIMARY KEY,
    person_id  TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    name       TEXT COLLATE "C" NOT NULL,
    query      TEXT COLLATE "C" NOT NULL, -- what stands behind /search?
    created_at BIGINT NOT NULL
);
CREATE INDEX saved_views_by_person ON saved_views (person_id);
