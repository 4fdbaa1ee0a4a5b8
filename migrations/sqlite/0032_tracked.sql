-- Tickets that were made of mitigations, and how they stand at their tracker. The mitigation has the link; this is what is asked for.
CREATE TABLE tracked (
    postmortem_id TEXT NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    mitigation_id TEXT NOT NULL,
    connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    key           TEXT NOT NULL,             -- what the tracker calls it; empty while it is made
    url           TEXT NOT NULL,
    state         TEXT NOT NULL,             -- open, done or gone
    word          TEXT NOT NULL,             -- the tracker's own
    checked_at    INTEGER NOT NULL,          -- when it was last known; while it is made: since when
    due_at        INTEGER,                   -- when it is asked again
    tries         INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (postmortem_id, mitigation_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tracked_by_time ON tracked (due_at);
CREATE INDEX tracked_by_connection ON tracked (connection_id);
