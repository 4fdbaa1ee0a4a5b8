-- Since when a connection is switched off: nothing goes out and nothing is taken in, and it is told of nothing that happens meanwhile.
ALTER TABLE connections ADD COLUMN off_at INTEGER;
