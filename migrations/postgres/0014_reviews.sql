-- Review rounds: who was asked by whom, and what each came to. The newest round of a postmortem that has not ended is the one going on.
CREATE TABLE reviews (
    id            TEXT COLLATE "C" PRIMARY KEY,
    postmortem_id TEXT COLLATE "C" NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    number        BIGINT NOT NULL,
    asked_by      TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    asked_at      BIGINT NOT NULL,
    seq           BIGINT NOT NULL,   -- the newest place in the log then
    due           TEXT COLLATE "C",               -- a day, 2026-03-11
    note          TEXT COLLATE "C" NOT NULL,
    ended_by      TEXT COLLATE "C" REFERENCES people (id),
    ended_at      BIGINT,
    UNIQUE (postmortem_id, number)
);

CREATE TABLE review_parts (
    review_id TEXT COLLATE "C" NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
    person_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    team      TEXT COLLATE "C",                   -- the name of the team whose turn it was theirs in
    points    TEXT COLLATE "C" NOT NULL,          -- a list of {point, fine, note}
    verdict   TEXT COLLATE "C" CHECK (verdict IN ('approved', 'sent_back')),
    note      TEXT COLLATE "C" NOT NULL,
    at        BIGINT,                -- when they last said something
    seq       BIGINT,                -- the newest place in the log then
    PRIMARY KEY (review_id, person_id)
);
CREATE INDEX review_parts_by_person ON review_parts (person_id);

-- What was published inside. It never changes, and keeps its state however much of the log is cleared away.
CREATE TABLE publications (
    postmortem_id TEXT COLLATE "C" NOT NULL,
    number        BIGINT NOT NULL,
    seq           BIGINT NOT NULL,
    published_by  TEXT COLLATE "C" REFERENCES people (id),
    published_at  BIGINT NOT NULL,
    despite       TEXT COLLATE "C" NOT NULL,      -- why, although something was missing
    PRIMARY KEY (postmortem_id, number),
    FOREIGN KEY (postmortem_id, seq) REFERENCES states (postmortem_id, seq)
);

-- What the instance as a whole has decided, as JSON by name.
CREATE TABLE settings (
    name  TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    value TEXT COLLATE "C" NOT NULL
);
