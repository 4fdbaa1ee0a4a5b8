-- Threads that propose other words for their range, and what became of that.
CREATE TABLE suggestions (
    thread_id  TEXT PRIMARY KEY NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    text       TEXT NOT NULL,
    accepted   INTEGER,             -- 1 or 0 once decided
    decided_by TEXT REFERENCES people (id),
    decided_at INTEGER
) STRICT;
