-- Who may open a postmortem, whose replicas write in it, and a number that grows whenever any of it changes.
ALTER TABLE postmortems ADD COLUMN visibility TEXT NOT NULL DEFAULT 'workspace';  -- or 'restricted'
ALTER TABLE postmortems ADD COLUMN workspace_role TEXT NOT NULL DEFAULT 'editor'; -- what members may do when it is 'workspace'
CREATE INDEX postmortems_by_owner ON postmortems (owner_id);

CREATE TABLE teams (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE team_members (
    team_id   TEXT NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    PRIMARY KEY (team_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX team_members_by_person ON team_members (person_id);

CREATE TABLE person_grants (
    postmortem_id TEXT NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    person_id     TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    role          TEXT NOT NULL CHECK (role IN ('editor', 'commenter', 'viewer')),
    PRIMARY KEY (postmortem_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_grants_by_person ON person_grants (person_id);

CREATE TABLE team_grants (
    postmortem_id TEXT NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    team_id       TEXT NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    role          TEXT NOT NULL CHECK (role IN ('editor', 'commenter', 'viewer')),
    PRIMARY KEY (postmortem_id, team_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX team_grants_by_team ON team_grants (team_id);

-- Share links. A revoked one is gone; whoever came by it is a visitor and has its role while it is there and has not ended.
CREATE TABLE links (
    id            TEXT PRIMARY KEY,
    postmortem_id TEXT NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    role          TEXT NOT NULL CHECK (role IN ('editor', 'commenter', 'viewer')),
    hash          BLOB NOT NULL UNIQUE,
    password_hash TEXT, -- argon2id, PHC string
    created_by    TEXT REFERENCES people (id),
    created_at    INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX links_by_postmortem ON links (postmortem_id);

CREATE TABLE link_visitors (
    link_id   TEXT NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    came_at   INTEGER NOT NULL,
    PRIMARY KEY (link_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_visitors_by_person ON link_visitors (person_id);

-- Whose replica a Yjs client id is: the account that first wrote with it. NULL: the server's own.
CREATE TABLE writers (
    postmortem_id TEXT NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    client_id     INTEGER NOT NULL,
    person_id     TEXT,
    PRIMARY KEY (postmortem_id, client_id)
) STRICT, WITHOUT ROWID;

-- One row: whether the server that ran last stopped after everything was written.
CREATE TABLE runs (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    clean INTEGER NOT NULL
) STRICT;

-- Grows with every change of anybody's access, in the transaction that makes it: open sockets are looked at again. Triggers, so that
-- no writer can forget it.
CREATE TABLE access_epoch (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    epoch INTEGER NOT NULL
) STRICT;
INSERT INTO access_epoch (one, epoch) VALUES (1, 1);

CREATE TRIGGER epoch_of_postmortems AFTER UPDATE OF owner_id, deleted_at, visibility, workspace_role ON postmortems
    BEGIN UPDATE access_epoch SET epoch = epoch + 1; END;
CREATE TRIGGER epoch_of_people AFTER UPDATE OF role, suspended_at ON people
    BEGIN UPDATE access_epoch SET epoch = epoch + 1; END;
CREATE TRIGGER epoch_of_names AFTER UPDATE OF name, color ON people
    BEGIN UPDATE access_epoch SET epoch = epoch + 1; END;
CREATE TRIGGER epoch_of_sessions AFTER DELETE ON sessions
    BEGIN UPDATE access_epoch SET epoch = epoch + 1; END;
CREATE TRIGGER epoch_of_tokens AFTER DELETE ON tokens
    BEGIN UPDATE access_epoch SET epoch = epoch + 1; END;
CREATE TRIGGER epoch_of_team_joins AFTER INSERT ON team_members
    BEGIN UPDATE access_epoch SET epoch = epoch + 1; END;
CREATE TRIGGER epoch_of_team_leaves AFTER DELETE ON team_members
    BEGIN UPDATE access_epoch SET epoch = epoch + 1; END;
CREATE TRIGGER epoch_of_person_grants_made AFTER INSERT ON person_grants
    BEGIN UPDATE access_epoch SET epoch = epoch + 1; END;
CREATE TRIGGER epoch_of_person_grants_changed AFTER UPDATE ON person_grants
    BEGIN UPDATE access_epoch SET epoch = epoch + 1; END;
CREATE TRIGGER epoch_of_person_grants_gone AFTER DELETE ON person_grants
    BEGIN UPDATE access_epoch SET epoch = epoch + 1; END;
CREATE TRIGGER epoch_of_team_grants_made AFTER INSERT ON team_grants
    BEGIN UPDATE access_epoch SET epoch = epoch + 1; END;
CREATE TRIGGER epoch_of_team_grants_changed AFTER UPDATE ON team_grants
    BEGIN UPDATE access_epoch SET epoch = epoch + 1; END;
CREATE TRIGGER epoch_of_team_grants_gone AFTER DELETE ON team_grants
    BEGIN UPDATE access_epoch SET epoch = epoch + 1; END;
CREATE TRIGGER epoch_of_links AFTER DELETE ON links
    BEGIN UPDATE access_epoch SET epoch = epoch + 1; END;
CREATE TRIGGER epoch_of_visits AFTER INSERT ON link_visitors
    BEGIN UPDATE access_epoch SET epoch = epoch + 1; END;
CREATE TRIGGER epoch_of_visits_gone AFTER DELETE ON link_visitors
    BEGIN UPDATE access_epoch SET epoch = epoch + 1; END;
