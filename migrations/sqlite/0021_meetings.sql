-- Meetings of postmortems: where and when, and who was asked to come. The newest one of a postmortem counts.
CREATE TABLE meetings (
    id            TEXT PRIMARY KEY,            -- also what calendars know it by
    postmortem_id TEXT NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    number        INTEGER NOT NULL,            -- 1 for the first of the postmortem
    sequence      INTEGER NOT NULL,            -- grows with each change (RFC 5545, SEQUENCE)
    starts_at     INTEGER NOT NULL,
    ends_at       INTEGER NOT NULL,
    time_zone     TEXT NOT NULL,               -- the IANA zone that it was planned in
    place         TEXT NOT NULL,               -- a room or a link
    scheduled_by  TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    scheduled_at  INTEGER NOT NULL,
    changed_by    TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    changed_at    INTEGER NOT NULL,
    cancelled_at  INTEGER,
    UNIQUE (postmortem_id, number)
) STRICT;
CREATE INDEX meetings_by_end ON meetings (ends_at);

-- Who was asked. Somebody who is not any more keeps the row: their calendar has to hear of it.
CREATE TABLE meeting_people (
    meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    person_id  TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    part       TEXT NOT NULL CHECK (part IN ('facilitator', 'required', 'optional', 'removed')),
    told       TEXT,                           -- what the last mail to them said, in short; NULL: none went
    PRIMARY KEY (meeting_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_people_by_person ON meeting_people (person_id);

-- Mails with invitations that are to go, at most one a person and meeting. What it says is found out when it goes.
CREATE TABLE meeting_mails (
    id         TEXT PRIMARY KEY,               -- what the mail is called, at every try
    meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    person_id  TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    due_at     INTEGER NOT NULL,               -- while a node sends it: when another one may
    tries      INTEGER NOT NULL DEFAULT 0,     -- that failed
    closed     INTEGER NOT NULL DEFAULT 0      -- it may have gone: a change makes another one
) STRICT;
CREATE INDEX meeting_mails_by_time ON meeting_mails (due_at);
CREATE INDEX meeting_mails_by_meeting ON meeting_mails (meeting_id, person_id);

-- Postmortems that look for a facilitator, or have found one.
CREATE TABLE facilitator_requests (
    postmortem_id TEXT PRIMARY KEY REFERENCES postmortems (id) ON DELETE CASCADE,
    asked_by      TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    asked_at      INTEGER NOT NULL,
    note          TEXT NOT NULL,
    taken_by      TEXT REFERENCES people (id) ON DELETE CASCADE,
    taken_at      INTEGER
) STRICT;

-- Who has said that they like to facilitate.
CREATE TABLE facilitators (
    person_id TEXT PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    since     INTEGER NOT NULL
) STRICT;

-- A person's calendar address, by the hash of its secret.
CREATE TABLE calendar_feeds (
    person_id  TEXT PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    hash       BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;
