-- Notifications about a review have no thread. SQLite takes a NOT NULL back by copying only; who runs on it runs alone.
CREATE TABLE notifications_new (
    id            TEXT PRIMARY KEY,
    person_id     TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    postmortem_id TEXT NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    thread_id     TEXT REFERENCES threads (id) ON DELETE CASCADE,   -- NULL: about the review
    comment_id    TEXT REFERENCES comments (id) ON DELETE CASCADE,
    kind          TEXT NOT NULL,   -- 'mentioned', 'answered', 'begun', 'resolved', 'review_asked', 'approved', 'sent_back', 'published'
    actor_id      TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    happened      INTEGER NOT NULL,   -- how often, since it was last read
    created_at    INTEGER NOT NULL,
    read_at       INTEGER,
    review_id     TEXT REFERENCES reviews (id) ON DELETE CASCADE    -- the round that it is about
) STRICT;
INSERT INTO notifications_new (id, person_id, postmortem_id, thread_id, comment_id, kind, actor_id, happened, created_at, read_at)
    SELECT id, person_id, postmortem_id, thread_id, comment_id, kind, actor_id, happened, created_at, read_at FROM notifications;
DROP TABLE notifications;
ALTER TABLE notifications_new RENAME TO notifications;
CREATE INDEX notifications_by_person ON notifications (person_id, created_at);
CREATE INDEX notifications_by_thread ON notifications (thread_id);
