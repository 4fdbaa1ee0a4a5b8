-- Section templates: those that came with the product, and people's own.

CREATE TABLE templates (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    summary    TEXT NOT NULL,
    built_in   INTEGER NOT NULL,
    -- Who made it; NULL for those that came with the product.
    author_id  TEXT REFERENCES people (id) ON DELETE SET NULL,
    -- JSON array of sections.
    sections   TEXT NOT NULL,
    -- Whether a person changed it: a newer product refreshes only those that nobody changed.
    edited     INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
