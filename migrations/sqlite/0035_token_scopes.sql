-- What an API token may be used for. Those that are there go on as before: with everything that their account may.
ALTER TABLE tokens ADD COLUMN scope TEXT NOT NULL DEFAULT 'all';
