-- Requests that may be sent again, with the answer that the first one got. Rows are of use for a day.
CREATE TABLE idempotency_keys (
    person_id TEXT COLLATE "C" NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    key       TEXT COLLATE "C" NOT NULL,
    request   BYTEA NOT NULL,            -- SHA-256 of what was asked
    begun_at  BIGINT NOT NULL,
    status    BIGINT,                    -- NULL while it goes on
    location  TEXT COLLATE "C",
    body      BYTEA,
    PRIMARY KEY (person_id, key)
);
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (begun_at);
