-- Nodes that run, or were killed: `beats` grows as long as one lives. A node that has written everything takes its row away.
CREATE TABLE nodes (
    id    TEXT COLLATE "C" PRIMARY KEY,
    beats BIGINT NOT NULL
);

-- Secrets that all nodes of the instance use.
CREATE TABLE shared_secrets (
    name   TEXT COLLATE "C" PRIMARY KEY,
    secret BYTEA NOT NULL -- 32 bytes
);

-- What is good once, and was used: sign-ins at providers. Hashes.
CREATE TABLE used_once (
    hash  BYTEA PRIMARY KEY,
    until BIGINT NOT NULL
);
CREATE INDEX used_once_by_end ON used_once (until);
