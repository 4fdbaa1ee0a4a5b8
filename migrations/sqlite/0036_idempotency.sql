-- Requests that may be sent again, with the answer that the first one got. Rows are of use for a day.
CREATE TABLE idempotency_keys (
    person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    key       TEXT NOT NULL,
    request   BLOB NOT NULL,             -- SHA-256 of what was asked
    begun_at  INTEGER NOT NULL,
    status    INTEGER,                   -- NULL while it goes on
    location  TEXT,
    body      BLOB,
    PRIMARY KEY (person_id, key)
) STRICT;
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (begun_at);
