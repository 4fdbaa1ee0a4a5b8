-- Who may sign in, and the secrets that say so. Times are Unix milliseconds; every secret is kept as its SHA-256 only.

CREATE TABLE people (
    id            TEXT PRIMARY KEY,
    -- Lower case, trimmed.
    email         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    -- Index into the palette of people's colours.
    color         INTEGER NOT NULL,
    -- 'admin' or 'member'.
    role          TEXT NOT NULL,
    -- argon2id, PHC string.
    password_hash TEXT NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    person_id  TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    hash       BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE tokens (
    id           TEXT PRIMARY KEY,
    person_id    TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    hash         BLOB NOT NULL UNIQUE,
    name         TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER
) STRICT;
CREATE INDEX tokens_by_person ON tokens (person_id);

-- The one-time link that makes the first account; at most one row.
CREATE TABLE setup (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    hash BLOB NOT NULL
) STRICT;
