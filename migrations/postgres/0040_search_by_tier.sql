-- Words of titles, of titles and headings, and of everything, each by themselves: a search looks at those of titles first, and at the next only
-- while it has not found enough. Entered anew at the next start.
ALTER TABLE search_documents ADD COLUMN titles TSVECTOR NOT NULL DEFAULT '';
ALTER TABLE search_documents ADD COLUMN headings TSVECTOR NOT NULL DEFAULT '';
CREATE INDEX search_documents_by_title ON search_documents USING GIN (titles) WITH (fastupdate = off);
CREATE INDEX search_documents_by_heading ON search_documents USING GIN (headings) WITH (fastupdate = off);

-- When it happened, or, without a time of the incident, when it was begun: what results are ordered by.
ALTER TABLE search_documents ADD COLUMN moment BIGINT NOT NULL DEFAULT 0;
UPDATE search_documents SET moment = coalesce(happened, (SELECT created_at FROM postmortems WHERE id = postmortem_id));
CREATE INDEX search_documents_by_moment ON search_documents (moment, postmortem_id);
