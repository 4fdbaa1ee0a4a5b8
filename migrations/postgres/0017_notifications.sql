-- What people are told of: one row a person and thread as long as it is unread.
CREATE TABLE notifications (
    id            TEXT COLLATE "C" PRIMARY KEY,
    person_id     TEXT COLLATE "C" NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    postmortem_id TEXT COLLATE "C" NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    thread_id     TEXT COLLATE "C" NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    comment_id    TEXT COLLATE "C" REFERENCES comments (id) ON DELETE CASCADE,
    kind          TEXT COLLATE "C" NOT NULL,   -- 'mentioned', 'answered', 'begun', 'resolved'
    actor_id      TEXT COLLATE "C" NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    happened      BIGINT NOT NULL,   -- how often, since it was last read
    created_at    BIGINT NOT NULL,
    read_at       BIGINT
);
CREATE INDEX notifications_by_person ON notifications (person_id, created_at);
CREATE INDEX notifications_by_thread ON notifications (thread_id);

-- What a person wants to be told of, and how, as JSON; who has no row has the defaults.
CREATE TABLE notification_settings (
    person_id TEXT COLLATE "C" PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    settings  TEXT COLLATE "C" NOT NULL
);
