-- Who may open a postmortem, whose replicas write in it, and a number that grows whenever any of it changes.
ALTER TABLE postmortems ADD COLUMN visibility TEXT COLLATE "C" NOT NULL DEFAULT 'workspace';  -- or 'restricted'
ALTER TABLE postmortems ADD COLUMN workspace_role TEXT COLLATE "C" NOT NULL DEFAULT 'editor'; -- what members may do when it is 'workspace'
CREATE INDEX postmortems_by_owner ON postmortems (owner_id);

CREATE TABLE teams (
    id         TEXT COLLATE "C" PRIMARY KEY,
    name       TEXT COLLATE "C" NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE team_members (
    team_id   TEXT COLLATE "C" NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    person_id TEXT COLLATE "C" NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    PRIMARY KEY (team_id, person_id)
);
CREATE INDEX team_members_by_person ON team_members (person_id);

CREATE TABLE person_grants (
    postmortem_id TEXT COLLATE "C" NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    person_id     TEXT COLLATE "C" NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    role          TEXT COLLATE "C" NOT NULL CHECK (role IN ('editor', 'commenter', 'viewer')),
    PRIMARY KEY (postmortem_id, person_id)
);
CREATE INDEX person_grants_by_person ON person_grants (person_id);

CREATE TABLE team_grants (
    postmortem_id TEXT COLLATE "C" NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    team_id       TEXT COLLATE "C" NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    role          TEXT COLLATE "C" NOT NULL CHECK (role IN ('editor', 'commenter', 'viewer')),
    PRIMARY KEY (postmortem_id, team_id)
);
CREATE INDEX team_grants_by_team ON team_grants (team_id);

-- Share links. A revoked one is gone; whoever came by it is a visitor and has its role while it is there and has not ended.
CREATE TABLE links (
    id            TEXT COLLATE "C" PRIMARY KEY,
    postmortem_id TEXT COLLATE "C" NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    role          TEXT COLLATE "C" NOT NULL CHECK (role IN ('editor', 'commenter', 'viewer')),
    hash          BYTEA NOT NULL UNIQUE,
    password_hash TEXT COLLATE "C", -- argon2id, PHC string
    created_by    TEXT COLLATE "C" REFERENCES people (id),
    created_at    BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL
);
CREATE INDEX links_by_postmortem ON links (postmortem_id);

CREATE TABLE link_visitors (
    link_id   TEXT COLLATE "C" NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    person_id TEXT COLLATE "C" NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    came_at   BIGINT NOT NULL,
    PRIMARY KEY (link_id, person_id)
);
CREATE INDEX link_visitors_by_person ON link_visitors (person_id);

-- Whose replica a Yjs client id is: the account that first wrote with it. NULL: the server's own.
CREATE TABLE writers (
    postmortem_id TEXT COLLATE "C" NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    client_id     BIGINT NOT NULL,
    person_id     TEXT COLLATE "C",
    PRIMARY KEY (postmortem_id, client_id)
);

-- One row: whether the server that ran last stopped after everything was written.
CREATE TABLE runs (
    one   BIGINT PRIMARY KEY CHECK (one = 1),
    clean BOOLEAN NOT NULL
);

-- Grows with every change of anybody's access, in the transaction that makes it: open sockets are looked at again. Triggers, so that
-- no writer can forget it.
CREATE TABLE access_epoch (
    one   BIGINT PRIMARY KEY CHECK (one = 1),
    epoch BIGINT NOT NULL
);
INSERT INTO access_epoch (one, epoch) VALUES (1, 1);

-- A transaction adds one, however many rows it touches, and does so as its last step: nobody waits for the row for long, and whoever has
-- it waits for nothing else.
CREATE FUNCTION grow_access_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE access_epoch SET epoch = epoch + 1 WHERE xmin <> pg_current_xact_id()::xid;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER epoch_of_postmortems AFTER UPDATE OF owner_id, deleted_at, visibility, workspace_role ON postmortems
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION grow_access_epoch();
CREATE CONSTRAINT TRIGGER epoch_of_people AFTER UPDATE OF role, suspended_at, name, color ON people
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION grow_access_epoch();
CREATE CONSTRAINT TRIGGER epoch_of_sessions AFTER DELETE ON sessions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION grow_access_epoch();
CREATE CONSTRAINT TRIGGER epoch_of_tokens AFTER DELETE ON tokens
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION grow_access_epoch();
CREATE CONSTRAINT TRIGGER epoch_of_team_members AFTER INSERT OR DELETE ON team_members
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION grow_access_epoch();
CREATE CONSTRAINT TRIGGER epoch_of_person_grants AFTER INSERT OR UPDATE OR DELETE ON person_grants
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION grow_access_epoch();
CREATE CONSTRAINT TRIGGER epoch_of_team_grants AFTER INSERT OR UPDATE OR DELETE ON team_grants
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION grow_access_epoch();
CREATE CONSTRAINT TRIGGER epoch_of_links AFTER DELETE ON links
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION grow_access_epoch();
CREATE CONSTRAINT TRIGGER epoch_of_link_visitors AFTER INSERT OR DELETE ON link_visitors
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION grow_access_epoch();
