-- How far each person has seen each postmortem, so that what is new to them can be told on any device.
CREATE TABLE seen (
    postmortem_id TEXT COLLATE "C" NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    person_id     TEXT COLLATE "C" NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    seq           BIGINT NOT NULL,   -- the last place in the log that they have seen
    at            BIGINT NOT NULL,
    PRIMARY KEY (postmortem_id, person_id)
);
