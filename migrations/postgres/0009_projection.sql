-- Timeline entries and mitigations as rows: derived from the documents, rebuilt from them at any time.
CREATE TABLE entries (
    postmortem_id TEXT COLLATE "C" NOT NULL REFERENCES postmortems (id),
    entry_id      TEXT COLLATE "C" NOT NULL,
    at            TEXT COLLATE "C" NOT NULL,    -- RFC 3339 with offset, or whatever was written there
    at_ms         BIGINT,          -- the same as Unix milliseconds, if readable
    kind          TEXT COLLATE "C" NOT NULL,
    text          TEXT COLLATE "C" NOT NULL,
    removed       BIGINT NOT NULL, -- 0 or 1
    PRIMARY KEY (postmortem_id, entry_id)
);
CREATE INDEX entries_by_time ON entries (at_ms);

CREATE TABLE actions (
    postmortem_id TEXT COLLATE "C" NOT NULL REFERENCES postmortems (id),
    action_id     TEXT COLLATE "C" NOT NULL,
    place         BIGINT NOT NULL, -- among the mitigations of the postmortem
    text          TEXT COLLATE "C" NOT NULL,
    category      TEXT COLLATE "C" NOT NULL,
    approach      TEXT COLLATE "C" NOT NULL,
    owner         TEXT COLLATE "C" NOT NULL,
    owner_key     TEXT COLLATE "C" NOT NULL,    -- lower case
    due           TEXT COLLATE "C" NOT NULL,    -- YYYY-MM-DD, empty, or whatever was written there
    due_key       TEXT COLLATE "C" NOT NULL,    -- the same to sort by: what is no date comes last
    priority      TEXT COLLATE "C" NOT NULL,
    ticket        TEXT COLLATE "C" NOT NULL,
    status        TEXT COLLATE "C" NOT NULL,
    search        TEXT COLLATE "C" NOT NULL,    -- lower case
    PRIMARY KEY (postmortem_id, action_id)
);
CREATE INDEX actions_by_due ON actions (status, due_key);

-- What the library's search finds beside the title and facts: prose, entries and mitigations. A table of its own, because lists read rows.
CREATE TABLE search_texts (
    postmortem_id TEXT COLLATE "C" PRIMARY KEY REFERENCES postmortems (id),
    text          TEXT COLLATE "C" NOT NULL     -- lower case
);

-- Which form the projection has; those of an older one are renewed at the next start.
ALTER TABLE postmortems ADD COLUMN projection_form BIGINT NOT NULL DEFAULT 0;
