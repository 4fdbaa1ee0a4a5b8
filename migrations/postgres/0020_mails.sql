-- Whether it is listed under the bell: one that somebody wants by mail only is not.
ALTER TABLE notifications ADD COLUMN shown BOOLEAN NOT NULL DEFAULT TRUE;

-- Mails about notifications that are to go, a row a mail: until it is due, what happens goes into it. Once it went, the row goes.
CREATE TABLE mails (
    id            TEXT COLLATE "C" PRIMARY KEY,      -- what the mail is called, at every try
    person_id     TEXT COLLATE "C" NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    postmortem_id TEXT COLLATE "C" REFERENCES postmortems (id) ON DELETE CASCADE,   -- NULL: the mail of the day
    due_at        BIGINT NOT NULL,                   -- while a node sends it: when another one may
    tries         BIGINT NOT NULL DEFAULT 0,         -- that failed
    closed        BOOLEAN NOT NULL DEFAULT FALSE     -- it may have gone: nothing more goes into it
);
CREATE INDEX mails_by_time ON mails (due_at);
CREATE INDEX mails_by_person ON mails (person_id);

CREATE TABLE mail_notifications (
    mail_id         TEXT COLLATE "C" NOT NULL REFERENCES mails (id) ON DELETE CASCADE,
    notification_id TEXT COLLATE "C" NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
    PRIMARY KEY (mail_id, notification_id)
);
CREATE INDEX mail_notifications_by_notification ON mail_notifications (notification_id);
