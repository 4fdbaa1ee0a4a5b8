-- Timeline entries and mitigations as rows: derived from the documents, rebuilt from them at any time.
CREATE TABLE entries (
    postmortem_id TEXT NOT NULL REFERENCES postmortems (id),
    entry_id      TEXT NOT NULL,
    at            TEXT NOT NULL,    -- RFC 3339 with offset, or whatever was written there
    at_ms         INTEGER,          -- the same as Unix milliseconds, if readable
    kind          TEXT NOT NULL,
    text          TEXT NOT NULL,
    removed       INTEGER NOT NULL, -- 0 or 1
    PRIMARY KEY (postmortem_id, entry_id)
) STRICT;
CREATE INDEX entries_by_time ON entries (at_ms);

CREATE TABLE actions (
    postmortem_id TEXT NOT NULL REFERENCES postmortems (id),
    action_id     TEXT NOT NULL,
    place         INTEGER NOT NULL, -- among the mitigations of the postmortem
    text          TEXT NOT NULL,
    category      TEXT NOT NULL,
    approach      TEXT NOT NULL,
    owner         TEXT NOT NULL,
    owner_key     TEXT NOT NULL,    -- lower case
    due           TEXT NOT NULL,    -- YYYY-MM-DD, empty, or whatever was written there
    due_key       TEXT NOT NULL,    -- the same to sort by: what is no date comes last
    priority      TEXT NOT NULL,
    ticket        TEXT NOT NULL,
    status        TEXT NOT NULL,
    search        TEXT NOT NULL,    -- lower case
    PRIMARY KEY (postmortem_id, action_id)
) STRICT;
CREATE INDEX actions_by_due ON actions (status, due_key);

-- What the library's search finds beside the title and facts: prose, entries and mitigations. A table of its own, because lists read rows.
CREATE TABLE search_texts (
    postmortem_id TEXT PRIMARY KEY NOT NULL REFERENCES postmortems (id),
    text          TEXT NOT NULL     -- lower case
) STRICT;

-- Which form the projection has; those of an older one are renewed at the next start.
ALTER TABLE postmortems ADD COLUMN projection_form INTEGER NOT NULL DEFAULT 0;
