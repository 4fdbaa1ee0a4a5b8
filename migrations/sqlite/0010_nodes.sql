-- Nodes that run, or were killed: `beats` grows as long as one lives. A node that has written everything takes its row away.
CREATE TABLE nodes (
    id    TEXT PRIMARY KEY,
    beats INTEGER NOT NULL
) STRICT;

-- Secrets that all nodes of the instance use.
CREATE TABLE shared_secrets (
    name   TEXT PRIMARY KEY,
    secret BLOB NOT NULL -- 32 bytes
) STRICT;

-- What is good once, and was used: sign-ins at providers. Hashes.
CREATE TABLE used_once (
    hash  BLOB PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT;
CREATE INDEX used_once_by_end ON used_once (until);
