-- Reminders of mitigations that went to their owners: at most one row a mitigation, about the owner and the due date that it had then.
CREATE TABLE reminders (
    postmortem_id TEXT NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    action_id     TEXT NOT NULL,
    person_id     TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    owner_key     TEXT NOT NULL, -- lower case
    due_key       TEXT NOT NULL, -- YYYY-MM-DD
    step          INTEGER NOT NULL,       -- 1: it is due soon; 2: it is due; from 3 on: it was due
    last_on       TEXT NOT NULL, -- the day of the last one, YYYY-MM-DD
    answered_at   INTEGER,                -- the owner said that the date is still right
    PRIMARY KEY (postmortem_id, action_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminders_by_person ON reminders (person_id);

-- Reminders that are still about something: nobody has answered, and owner and date are the same.
CREATE VIEW standing_reminders AS
    SELECT r.postmortem_id, r.person_id, r.action_id, a.text FROM reminders r
    JOIN actions a ON a.postmortem_id = r.postmortem_id AND a.action_id = r.action_id
    WHERE r.answered_at IS NULL AND a.owner_key = r.owner_key AND a.due_key = r.due_key AND a.status IN ('open', 'in_progress');
