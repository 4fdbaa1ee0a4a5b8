-- How far each person has read the comments of each postmortem: all of them up to a time, and single threads further.
CREATE TABLE comments_read (
    postmortem_id TEXT COLLATE "C" NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    person_id     TEXT COLLATE "C" NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    at            BIGINT NOT NULL,
    PRIMARY KEY (postmortem_id, person_id)
);

CREATE TABLE threads_read (
    thread_id TEXT COLLATE "C" NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    person_id TEXT COLLATE "C" NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    at        BIGINT NOT NULL,
    PRIMARY KEY (thread_id, person_id)
);
