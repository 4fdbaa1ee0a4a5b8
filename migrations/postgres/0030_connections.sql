-- What is connected: where webhooks go, what comes in, trackers. The secret signs, proves or authenticates, and is never given back.
CREATE TABLE connections (
    id           TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    kind         TEXT COLLATE "C" NOT NULL,
    name         TEXT COLLATE "C" NOT NULL,
    settings     TEXT COLLATE "C" NOT NULL,             -- as JSON
    events       TEXT COLLATE "C" NOT NULL,             -- what it is told of, a list of names
    secret       TEXT COLLATE "C" NOT NULL,
    old_secret   TEXT COLLATE "C",                      -- signs beside the new one for a while
    old_until    BIGINT,
    created_by   TEXT COLLATE "C" REFERENCES people (id),
    created_at   BIGINT NOT NULL,
    delivered_at BIGINT,                   -- when a delivery was last taken
    removed_at   BIGINT
);

-- Deliveries that are to go or could not go, a row each. Once one was taken, the row goes.
CREATE TABLE deliveries (
    id            TEXT COLLATE "C" PRIMARY KEY NOT NULL,    -- what it is called, at every try
    connection_id TEXT COLLATE "C" NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    postmortem_id TEXT COLLATE "C" NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    event         TEXT COLLATE "C" NOT NULL,
    detail        TEXT COLLATE "C" NOT NULL,                -- as JSON
    happened_at   BIGINT NOT NULL,
    due_at        BIGINT,                      -- while a node sends it: when another one may; NULL: given up
    tries         BIGINT NOT NULL DEFAULT 0,   -- that failed
    answer        TEXT COLLATE "C" NOT NULL DEFAULT ''      -- to the last of them
);
CREATE INDEX deliveries_by_time ON deliveries (due_at);
CREATE INDEX deliveries_by_connection ON deliveries (connection_id);
CREATE INDEX deliveries_by_postmortem ON deliveries (postmortem_id);
