-- Exact states of the past, and the versions that people gave names to.
CREATE TABLE states (
    postmortem_id TEXT NOT NULL REFERENCES postmortems (id),
    seq           INTEGER NOT NULL,
    state         BLOB NOT NULL,   -- Yjs update v1 of every update up to seq, and of none after it
    hash          BLOB NOT NULL,   -- SHA-256 of state
    created_at    INTEGER NOT NULL,
    PRIMARY KEY (postmortem_id, seq)
) STRICT;

CREATE TABLE versions (
    id            TEXT PRIMARY KEY NOT NULL,
    postmortem_id TEXT NOT NULL,
    seq           INTEGER NOT NULL,
    name          TEXT NOT NULL,
    created_by    TEXT REFERENCES people (id),
    created_at    INTEGER NOT NULL,
    -- A version keeps its state, however much of the log is cleared away.
    FOREIGN KEY (postmortem_id, seq) REFERENCES states (postmortem_id, seq)
) STRICT;
CREATE INDEX versions_by_postmortem ON versions (postmortem_id, seq);

-- Up to here the log was cleared away: the state at this place stands for it. 0: it is whole.
ALTER TABLE postmortems ADD COLUMN log_base INTEGER NOT NULL DEFAULT 0;
