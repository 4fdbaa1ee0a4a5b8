-- Why an action item was decided against; derived like the rest of the row.
ALTER TABLE actions ADD COLUMN reason TEXT COLLATE "C" NOT NULL DEFAULT '';
