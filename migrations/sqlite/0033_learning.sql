-- Tags, contributing factors and all marks of an incident: what lists and figures know of them. Derived, and made anew at the next start.
ALTER TABLE postmortems ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE postmortems ADD COLUMN factors TEXT NOT NULL DEFAULT '[]';
ALTER TABLE postmortems ADD COLUMN detected TEXT;
ALTER TABLE postmortems ADD COLUMN acknowledged TEXT;
ALTER TABLE postmortems ADD COLUMN mitigated TEXT;
ALTER TABLE search_documents ADD COLUMN tags TEXT NOT NULL DEFAULT '';    -- lower case, each between line breaks
ALTER TABLE search_documents ADD COLUMN factors TEXT NOT NULL DEFAULT ''; -- likewise
