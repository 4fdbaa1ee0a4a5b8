-- Review rounds: who was asked by whom, and what each came to. The newest round of a postmortem that has not ended is the one going on.
CREATE TABLE reviews (
    id            TEXT PRIMARY KEY,
    postmortem_id TEXT NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    number        INTEGER NOT NULL,
    asked_by      TEXT NOT NULL REFERENCES people (id),
    asked_at      INTEGER NOT NULL,
    seq           INTEGER NOT NULL,   -- the newest place in the log then
    due           TEXT,               -- a day, 2026-03-11
    note          TEXT NOT NULL,
    ended_by      TEXT REFERENCES people (id),
    ended_at      INTEGER,
    UNIQUE (postmortem_id, number)
) STRICT;

CREATE TABLE review_parts (
    review_id TEXT NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL REFERENCES people (id),
    team      TEXT,                   -- the name of the team whose turn it was theirs in
    points    TEXT NOT NULL,          -- a list of {point, fine, note}
    verdict   TEXT CHECK (verdict IN ('approved', 'sent_back')),
    note      TEXT NOT NULL,
    at        INTEGER,                -- when they last said something
    seq       INTEGER,                -- the newest place in the log then
    PRIMARY KEY (review_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_parts_by_person ON review_parts (person_id);

-- What was published inside. It never changes, and keeps its state however much of the log is cleared away.
CREATE TABLE publications (
    postmortem_id TEXT NOT NULL,
    number        INTEGER NOT NULL,
    seq           INTEGER NOT NULL,
    published_by  TEXT REFERENCES people (id),
    published_at  INTEGER NOT NULL,
    despite       TEXT NOT NULL,      -- why, although something was missing
    PRIMARY KEY (postmortem_id, number),
    FOREIGN KEY (postmortem_id, seq) REFERENCES states (postmortem_id, seq)
) STRICT;

-- What the instance as a whole has decided, as JSON by name.
CREATE TABLE settings (
    name  TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT;
