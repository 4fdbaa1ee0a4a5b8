-- Why an action item was decided against; derived like the rest of the row.
ALTER TABLE actions ADD COLUMN reason TEXT NOT NULL DEFAULT '';
