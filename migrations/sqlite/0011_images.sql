-- Pictures in postmortems: what is known of each. Their bytes lie in the object store, under the ids of postmortem and picture.

CREATE TABLE images (
    -- Random, 128 bits.
    id            TEXT PRIMARY KEY,
    postmortem_id TEXT NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    uploaded_by   TEXT NOT NULL REFERENCES people (id),
    created_at    INTEGER NOT NULL,
    media_type    TEXT NOT NULL,
    width         INTEGER NOT NULL,
    height        INTEGER NOT NULL,
    bytes         INTEGER NOT NULL,
    -- Of the stored bytes, lower-case hexadecimal.
    sha256        TEXT NOT NULL
) STRICT;
CREATE INDEX images_by_postmortem ON images (postmortem_id, created_at);
