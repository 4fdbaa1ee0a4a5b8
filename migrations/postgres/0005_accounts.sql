-- More about people: guests, suspension, sign-in providers, one-time links. A guest who came by a share link has no address and no
-- password: `email` then holds the id (an address has an @), `password_hash` is empty. So it is for accounts of a provider without a password.
ALTER TABLE people ADD COLUMN suspended_at BIGINT;
ALTER TABLE people ADD COLUMN last_seen_at BIGINT; -- to the hour
ALTER TABLE people ADD COLUMN link_id TEXT COLLATE "C";         -- the share link that a guest came by

ALTER TABLE sessions ADD COLUMN last_seen_at BIGINT;
ALTER TABLE sessions ADD COLUMN address TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN browser TEXT COLLATE "C" NOT NULL DEFAULT '';
-- A secret is renewed when the person's role changes: the old one is good for a moment longer, for requests under way.
ALTER TABLE sessions ADD COLUMN renew BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE sessions ADD COLUMN previous_hash BYTEA;
ALTER TABLE sessions ADD COLUMN previous_until BIGINT;
CREATE INDEX sessions_by_person ON sessions (person_id);
CREATE INDEX sessions_by_previous ON sessions (previous_hash) WHERE previous_hash IS NOT NULL;

-- Accounts at providers (OpenID Connect): known by issuer and subject, never by mail.
CREATE TABLE identities (
    issuer       TEXT COLLATE "C" NOT NULL,
    subject      TEXT COLLATE "C" NOT NULL,
    person_id    TEXT COLLATE "C" NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    email        TEXT COLLATE "C" NOT NULL,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX identities_by_person ON identities (person_id, issuer);

-- One-time links: invitations, and renewals of passwords.
CREATE TABLE tickets (
    id         TEXT COLLATE "C" PRIMARY KEY,
    kind       TEXT COLLATE "C" NOT NULL CHECK (kind IN ('invitation', 'reset')),
    hash       BYTEA NOT NULL UNIQUE,
    email      TEXT COLLATE "C" NOT NULL,
    person_id  TEXT COLLATE "C" REFERENCES people (id) ON DELETE CASCADE, -- whose password; NULL for invitations
    role       TEXT COLLATE "C",                                          -- of the new account; NULL for renewals
    created_by TEXT COLLATE "C" REFERENCES people (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX tickets_by_expiry ON tickets (expires_at);

-- Browsers that somebody has signed in with before: a rush of attempts from elsewhere doesn't hold them up.
CREATE TABLE devices (
    hash         BYTEA NOT NULL,
    person_id    TEXT COLLATE "C" NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    last_used_at BIGINT NOT NULL,
    PRIMARY KEY (hash, person_id) -- a browser may be shared
);
CREATE INDEX devices_by_person ON devices (person_id, last_used_at);
