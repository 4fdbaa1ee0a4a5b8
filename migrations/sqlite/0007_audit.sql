-- Every security-relevant action, one row each, written in the transaction that does it. Only ever appended to.
CREATE TABLE audit (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    at            INTEGER NOT NULL,
    action        TEXT NOT NULL, -- such as 'link.created'
    actor_id      TEXT,          -- NULL: nobody signed in, or the command line
    address       TEXT NOT NULL, -- where from; empty for the command line
    person_id     TEXT,          -- whom it was done to
    postmortem_id TEXT,          -- what it was about
    detail        TEXT NOT NULL  -- JSON object, never a secret
) STRICT;
CREATE INDEX audit_by_postmortem ON audit (postmortem_id, id);
CREATE INDEX audit_by_person ON audit (person_id, id);
CREATE INDEX audit_by_actor ON audit (actor_id, id);
CREATE INDEX audit_by_action ON audit (action, id);
