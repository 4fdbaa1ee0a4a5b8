-- How far each person has seen each postmortem, so that what is new to them can be told on any device.
CREATE TABLE seen (
    postmortem_id TEXT NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    person_id     TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    seq           INTEGER NOT NULL,   -- the last place in the log that they have seen
    at            INTEGER NOT NULL,
    PRIMARY KEY (postmortem_id, person_id)
) STRICT;
