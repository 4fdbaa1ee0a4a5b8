-- Which postmortem an incident of elsewhere goes into. The postmortem may not be there yet: the row comes first, so that there is one.
CREATE TABLE inbound_incidents (
    connection_id TEXT COLLATE "C" NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    incident      TEXT COLLATE "C" NOT NULL,             -- what it is called there, as a SHA-256
    postmortem_id TEXT COLLATE "C" NOT NULL,
    ended_at      BIGINT,                   -- when it was over; the same name may begin anew
    PRIMARY KEY (connection_id, incident)
);
