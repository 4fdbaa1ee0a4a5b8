-- Exact states of the past, and the versions that people gave names to.
CREATE TABLE states (
    postmortem_id TEXT COLLATE "C" NOT NULL REFERENCES postmortems (id),
    seq           BIGINT NOT NULL,
    state         BYTEA NOT NULL,   -- Yjs update v1 of every update up to seq, and of none after it
    hash          BYTEA NOT NULL,   -- SHA-256 of state
    created_at    BIGINT NOT NULL,
    PRIMARY KEY (postmortem_id, seq)
);

CREATE TABLE versions (
    id            TEXT COLLATE "C" PRIMARY KEY,
    postmortem_id TEXT COLLATE "C" NOT NULL,
    seq           BIGINT NOT NULL,
    name          TEXT COLLATE "C" NOT NULL,
    created_by    TEXT COLLATE "C" REFERENCES people (id),
    created_at    BIGINT NOT NULL,
    -- A version keeps its state, however much of the log is cleared away.
    FOREIGN KEY (postmortem_id, seq) REFERENCES states (postmortem_id, seq)
);
CREATE INDEX versions_by_postmortem ON versions (postmortem_id, seq);

-- Up to here the log was cleared away: the state at this place stands for it. 0: it is whole.
ALTER TABLE postmortems ADD COLUMN log_base BIGINT NOT NULL DEFAULT 0;
