-- Tags, contributing factors and all marks of an incident: what lists and figures know of them. Derived, and made anew at the next start.
ALTER TABLE postmortems ADD COLUMN tags TEXT COLLATE "C" NOT NULL DEFAULT '[]';
ALTER TABLE postmortems ADD COLUMN factors TEXT COLLATE "C" NOT NULL DEFAULT '[]';
ALTER TABLE postmortems ADD COLUMN detected TEXT COLLATE "C";
ALTER TABLE postmortems ADD COLUMN acknowledged TEXT COLLATE "C";
ALTER TABLE postmortems ADD COLUMN mitigated TEXT COLLATE "C";
ALTER TABLE search_documents ADD COLUMN tags TEXT COLLATE "C" NOT NULL DEFAULT '';    -- lower case, each between line breaks
ALTER TABLE search_documents ADD COLUMN factors TEXT COLLATE "C" NOT NULL DEFAULT ''; -- likewise
