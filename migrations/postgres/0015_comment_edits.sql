-- Comments can be edited, taken away by their author, and reacted to.
ALTER TABLE comments ADD COLUMN edited_at BIGINT;
-- Set for the first comment of a thread that has answers: its words are gone, its place stays.
ALTER TABLE comments ADD COLUMN removed_at BIGINT;

CREATE TABLE reactions (
    comment_id TEXT COLLATE "C" NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    person_id  TEXT COLLATE "C" NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    reaction   TEXT COLLATE "C" NOT NULL,   -- a name, such as 'thumbs_up'
    created_at BIGINT NOT NULL,
    PRIMARY KEY (comment_id, person_id, reaction)
);
