-- Messages for people outside: where each stands, and every version of it as it was composed. A version never changes.
CREATE TABLE outside_pages (
    postmortem_id TEXT COLLATE "C" PRIMARY KEY NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    slug          TEXT COLLATE "C" NOT NULL UNIQUE,   -- the last part of its address
    password_hash TEXT COLLATE "C",
    first_at      BIGINT NOT NULL,
    withdrawn_at  BIGINT,
    withdrawn_by  TEXT COLLATE "C" REFERENCES people (id)
);

CREATE TABLE outside_versions (
    postmortem_id TEXT COLLATE "C" NOT NULL REFERENCES outside_pages (postmortem_id) ON DELETE CASCADE,
    number        BIGINT NOT NULL,
    seq           BIGINT NOT NULL,       -- the newest place in the log then
    published_by  TEXT COLLATE "C" REFERENCES people (id),
    published_at  BIGINT NOT NULL,
    title         TEXT COLLATE "C" NOT NULL,
    body          TEXT COLLATE "C" NOT NULL,
    images        TEXT COLLATE "C" NOT NULL,          -- a list of ids
    choice        TEXT COLLATE "C" NOT NULL,          -- what it was made of, as JSON
    PRIMARY KEY (postmortem_id, number)
);
