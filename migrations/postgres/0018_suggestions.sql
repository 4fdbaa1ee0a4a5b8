-- Threads that propose other words for their range, and what became of that.
CREATE TABLE suggestions (
    thread_id  TEXT COLLATE "C" PRIMARY KEY NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    text       TEXT COLLATE "C" NOT NULL,
    accepted   BOOLEAN,             -- once decided
    decided_by TEXT COLLATE "C" REFERENCES people (id),
    decided_at BIGINT
);
