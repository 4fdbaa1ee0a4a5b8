-- What is connected: where webhooks go, what comes in, trackers. The secret signs, proves or authenticates, and is never given back.
CREATE TABLE connections (
    id           TEXT PRIMARY KEY NOT NULL,
    kind         TEXT NOT NULL,
    name         TEXT NOT NULL,
    settings     TEXT NOT NULL,             -- as JSON
    events       TEXT NOT NULL,             -- what it is told of, a list of names
    secret       TEXT NOT NULL,
    old_secret   TEXT,                      -- signs beside the new one for a while
    old_until    INTEGER,
    created_by   TEXT REFERENCES people (id),
    created_at   INTEGER NOT NULL,
    delivered_at INTEGER,                   -- when a delivery was last taken
    removed_at   INTEGER
) STRICT;

-- Deliveries that are to go or could not go, a row each. Once one was taken, the row goes.
CREATE TABLE deliveries (
    id            TEXT PRIMARY KEY NOT NULL,    -- what it is called, at every try
    connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    postmortem_id TEXT NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    event         TEXT NOT NULL,
    detail        TEXT NOT NULL,                -- as JSON
    happened_at   INTEGER NOT NULL,
    due_at        INTEGER,                      -- while a node sends it: when another one may; NULL: given up
    tries         INTEGER NOT NULL DEFAULT 0,   -- that failed
    answer        TEXT NOT NULL DEFAULT ''      -- to the last of them
) STRICT;
CREATE INDEX deliveries_by_time ON deliveries (due_at);
CREATE INDEX deliveries_by_connection ON deliveries (connection_id);
CREATE INDEX deliveries_by_postmortem ON deliveries (postmortem_id);
