-- Postmortems, the log of their updates, and snapshots that shorten loading. Ids are UUIDs as text, times Unix milliseconds.
CREATE TABLE postmortems (
    id              TEXT COLLATE "C" PRIMARY KEY,
    owner_id        TEXT COLLATE "C",
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    deleted_at      BIGINT,
    deleted_by      TEXT COLLATE "C",
    -- The projection: derived from the document, rebuilt from it at any time.
    title           TEXT COLLATE "C" NOT NULL,
    incident        TEXT COLLATE "C" NOT NULL,
    severity        TEXT COLLATE "C" NOT NULL,
    services        TEXT COLLATE "C" NOT NULL, -- JSON array of strings
    impact_started  TEXT COLLATE "C",          -- RFC 3339 with offset
    resolved        TEXT COLLATE "C",          -- RFC 3339 with offset
    entries         BIGINT NOT NULL,
    actions         BIGINT NOT NULL,
    actions_done    BIGINT NOT NULL,
    search          TEXT COLLATE "C" NOT NULL, -- lower case
    projected_seq   BIGINT NOT NULL
);
CREATE INDEX postmortems_by_change ON postmortems (updated_at DESC);

-- Only ever appended to: a document's history is its log.
CREATE TABLE updates (
    seq             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    postmortem_id   TEXT COLLATE "C" NOT NULL REFERENCES postmortems (id),
    author_id       TEXT COLLATE "C",
    created_at      BIGINT NOT NULL,
    data            BYTEA NOT NULL  -- Yjs update v1
);
CREATE INDEX updates_by_postmortem ON updates (postmortem_id, seq);

CREATE TABLE snapshots (
    postmortem_id   TEXT COLLATE "C" PRIMARY KEY REFERENCES postmortems (id),
    through_seq     BIGINT NOT NULL,
    state           BYTEA NOT NULL, -- Yjs update v1 of every update up to through_seq
    hash            BYTEA NOT NULL, -- SHA-256 of state
    created_at      BIGINT NOT NULL
);
