-- Messages for people outside: where each stands, and every version of it as it was composed. A version never changes.
CREATE TABLE outside_pages (
    postmortem_id TEXT PRIMARY KEY NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    slug          TEXT NOT NULL UNIQUE,   -- the last part of its address
    password_hash TEXT,
    first_at      INTEGER NOT NULL,
    withdrawn_at  INTEGER,
    withdrawn_by  TEXT REFERENCES people (id)
) STRICT;

CREATE TABLE outside_versions (
    postmortem_id TEXT NOT NULL REFERENCES outside_pages (postmortem_id) ON DELETE CASCADE,
    number        INTEGER NOT NULL,
    seq           INTEGER NOT NULL,       -- the newest place in the log then
    published_by  TEXT REFERENCES people (id),
    published_at  INTEGER NOT NULL,
    title         TEXT NOT NULL,
    body          TEXT NOT NULL,
    images        TEXT NOT NULL,          -- a list of ids
    choice        TEXT NOT NULL,          -- what it was made of, as JSON
    PRIMARY KEY (postmortem_id, number)
) STRICT;
