-- Comment threads. Each hangs on a range of one collaborative text, held by sticky indexes that only the document can resolve.

CREATE TABLE threads (
    id            TEXT COLLATE "C" PRIMARY KEY,
    postmortem_id TEXT COLLATE "C" NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    -- Path of the text, such as 'sections/…/body'.
    text_path     TEXT COLLATE "C" NOT NULL,
    -- Yjs relative positions, JSON.
    anchor_start  TEXT COLLATE "C" NOT NULL,
    anchor_end    TEXT COLLATE "C" NOT NULL,
    -- What the range read when the thread was made; stays when the text is gone.
    quote         TEXT COLLATE "C" NOT NULL,
    created_by    TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    created_at    BIGINT NOT NULL,
    resolved_by   TEXT COLLATE "C" REFERENCES people (id),
    resolved_at   BIGINT
);
CREATE INDEX threads_by_postmortem ON threads (postmortem_id, created_at);

CREATE TABLE comments (
    id         TEXT COLLATE "C" PRIMARY KEY,
    thread_id  TEXT COLLATE "C" NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    author_id  TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    body       TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX comments_by_thread ON comments (thread_id, created_at);
