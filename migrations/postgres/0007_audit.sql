-- Every security-relevant action, one row each, written in the transaction that does it. Only ever appended to.
CREATE TABLE audit (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at            BIGINT NOT NULL,
    action        TEXT COLLATE "C" NOT NULL, -- such as 'link.created'
    actor_id      TEXT COLLATE "C",          -- NULL: nobody signed in, or the command line
    address       TEXT COLLATE "C" NOT NULL, -- where from; empty for the command line
    person_id     TEXT COLLATE "C",          -- whom it was done to
    postmortem_id TEXT COLLATE "C",          -- what it was about
    detail        TEXT COLLATE "C" NOT NULL  -- JSON object, never a secret
);
CREATE INDEX audit_by_postmortem ON audit (postmortem_id, id);
CREATE INDEX audit_by_person ON audit (person_id, id);
CREATE INDEX audit_by_actor ON audit (actor_id, id);
CREATE INDEX audit_by_action ON audit (action, id);
