-- Who may sign in, and the secrets that say so. Times are Unix milliseconds; every secret is kept as its SHA-256 only.

CREATE TABLE people (
    id            TEXT COLLATE "C" PRIMARY KEY,
    -- Lower case, trimmed.
    email         TEXT COLLATE "C" NOT NULL UNIQUE,
    name          TEXT COLLATE "C" NOT NULL,
    -- Index into the palette of people's colours.
    color         BIGINT NOT NULL,
    -- 'admin' or 'member'.
    role          TEXT COLLATE "C" NOT NULL,
    -- argon2id, PHC string.
    password_hash TEXT COLLATE "C" NOT NULL,
    created_at    BIGINT NOT NULL
);

CREATE TABLE sessions (
    id         TEXT COLLATE "C" PRIMARY KEY,
    person_id  TEXT COLLATE "C" NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    hash       BYTEA NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE tokens (
    id           TEXT COLLATE "C" PRIMARY KEY,
    person_id    TEXT COLLATE "C" NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    hash         BYTEA NOT NULL UNIQUE,
    name         TEXT COLLATE "C" NOT NULL,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX tokens_by_person ON tokens (person_id);

-- The one-time link that makes the first account; at most one row.
CREATE TABLE setup (
    one  BIGINT PRIMARY KEY CHECK (one = 1),
    hash BYTEA NOT NULL
);
