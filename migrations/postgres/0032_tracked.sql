-- Tickets that were made of mitigations, and how they stand at their tracker. The mitigation has the link; this is what is asked for.
CREATE TABLE tracked (
    postmortem_id TEXT COLLATE "C" NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    mitigation_id TEXT COLLATE "C" NOT NULL,
    connection_id TEXT COLLATE "C" NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    key           TEXT COLLATE "C" NOT NULL,             -- what the tracker calls it; empty while it is made
    url           TEXT COLLATE "C" NOT NULL,
    state         TEXT COLLATE "C" NOT NULL,             -- open, done or gone
    word          TEXT COLLATE "C" NOT NULL,             -- the tracker's own
    checked_at    BIGINT NOT NULL,          -- when it was last known; while it is made: since when
    due_at        BIGINT,                   -- when it is asked again
    tries         BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (postmortem_id, mitigation_id)
);
CREATE INDEX tracked_by_time ON tracked (due_at);
CREATE INDEX tracked_by_connection ON tracked (connection_id);
