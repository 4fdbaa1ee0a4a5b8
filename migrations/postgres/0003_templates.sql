-- Section templates: those that came with the product, and people's own.

CREATE TABLE templates (
    id         TEXT COLLATE "C" PRIMARY KEY,
    name       TEXT COLLATE "C" NOT NULL,
    summary    TEXT COLLATE "C" NOT NULL,
    built_in   BOOLEAN NOT NULL,
    -- Who made it; NULL for those that came with the product.
    author_id  TEXT COLLATE "C" REFERENCES people (id) ON DELETE SET NULL,
    -- JSON array of sections.
    sections   TEXT COLLATE "C" NOT NULL,
    -- Whether a person changed it: a newer product refreshes only those that nobody changed.
    edited     BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
