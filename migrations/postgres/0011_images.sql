-- Pictures in postmortems: what is known of each. Their bytes lie in the object store, under the ids of postmortem and picture.

CREATE TABLE images (
    -- Random, 128 bits.
    id            TEXT COLLATE "C" PRIMARY KEY,
    postmortem_id TEXT COLLATE "C" NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    uploaded_by   TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    created_at    BIGINT NOT NULL,
    media_type    TEXT COLLATE "C" NOT NULL,
    width         BIGINT NOT NULL,
    height        BIGINT NOT NULL,
    bytes         BIGINT NOT NULL,
    -- Of the stored bytes, lower-case hexadecimal.
    sha256        TEXT COLLATE "C" NOT NULL
);
CREATE INDEX images_by_postmortem ON images (postmortem_id, created_at);
