-- What people are told of: one row a person and thread as long as it is unread.
CREATE TABLE notifications (
    id            TEXT PRIMARY KEY,
    person_id     TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    postmortem_id TEXT NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    thread_id     TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    comment_id    TEXT REFERENCES comments (id) ON DELETE CASCADE,
    kind          TEXT NOT NULL,   -- 'mentioned', 'answered', 'begun', 'resolved'
    actor_id      TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    happened      INTEGER NOT NULL,   -- how often, since it was last read
    created_at    INTEGER NOT NULL,
    read_at       INTEGER
) STRICT;
CREATE INDEX notifications_by_person ON notifications (person_id, created_at);
CREATE INDEX notifications_by_thread ON notifications (thread_id);

-- What a person wants to be told of, and how, as JSON; who has no row has the defaults.
CREATE TABLE notification_settings (
    person_id TEXT PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    settings  TEXT NOT NULL
) STRICT;
