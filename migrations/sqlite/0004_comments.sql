-- Comment threads. Each hangs on a range of one collaborative text, held by sticky indexes that only the document can resolve.

CREATE TABLE threads (
    id            TEXT PRIMARY KEY,
    postmortem_id TEXT NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    -- Path of the text, such as 'sections/…/body'.
    text_path     TEXT NOT NULL,
    -- Yjs relative positions, JSON.
    anchor_start  TEXT NOT NULL,
    anchor_end    TEXT NOT NULL,
    -- What the range read when the thread was made; stays when the text is gone.
    quote         TEXT NOT NULL,
    created_by    TEXT NOT NULL REFERENCES people (id),
    created_at    INTEGER NOT NULL,
    resolved_by   TEXT REFERENCES people (id),
    resolved_at   INTEGER
) STRICT;
CREATE INDEX threads_by_postmortem ON threads (postmortem_id, created_at);

CREATE TABLE comments (
    id         TEXT PRIMARY KEY,
    thread_id  TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    author_id  TEXT NOT NULL REFERENCES people (id),
    body       TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX comments_by_thread ON comments (thread_id, created_at);
