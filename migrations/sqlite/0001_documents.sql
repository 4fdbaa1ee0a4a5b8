-- Postmortems, the log of their updates, and snapshots that shorten loading. Ids are UUIDs as text, times Unix milliseconds.
CREATE TABLE postmortems (
    id              TEXT PRIMARY KEY NOT NULL,
    owner_id        TEXT,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    deleted_at      INTEGER,
    deleted_by      TEXT,
    -- The projection: derived from the document, rebuilt from it at any time.
    title           TEXT NOT NULL,
    incident        TEXT NOT NULL,
    severity        TEXT NOT NULL,
    services        TEXT NOT NULL, -- JSON array of strings
    impact_started  TEXT,          -- RFC 3339 with offset
    resolved        TEXT,          -- RFC 3339 with offset
    entries         INTEGER NOT NULL,
    actions         INTEGER NOT NULL,
    actions_done    INTEGER NOT NULL,
    search          TEXT NOT NULL, -- lower case
    projected_seq   INTEGER NOT NULL
) STRICT;
CREATE INDEX postmortems_by_change ON postmortems (updated_at DESC);

-- Only ever appended to: a document's history is its log.
CREATE TABLE updates (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    postmortem_id   TEXT NOT NULL REFERENCES postmortems (id),
    author_id       TEXT,
    created_at      INTEGER NOT NULL,
    data            BLOB NOT NULL  -- Yjs update v1
) STRICT;
CREATE INDEX updates_by_postmortem ON updates (postmortem_id, seq);

CREATE TABLE snapshots (
    postmortem_id   TEXT PRIMARY KEY NOT NULL REFERENCES postmortems (id),
    through_seq     INTEGER NOT NULL,
    state           BLOB NOT NULL, -- Yjs update v1 of every update up to through_seq
    hash            BLOB NOT NULL, -- SHA-256 of state
    created_at      INTEGER NOT NULL
) STRICT;
