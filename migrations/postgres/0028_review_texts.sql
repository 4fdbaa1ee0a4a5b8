-- What the text read when a reviewer last said something, as a fingerprint: whether they would say it of today's as well is for people to decide.
ALTER TABLE review_parts ADD COLUMN text TEXT;
