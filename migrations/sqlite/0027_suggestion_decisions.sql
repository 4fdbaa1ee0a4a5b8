-- Which decision it was, so that one whose answer was lost is known again when it is made once more.
ALTER TABLE suggestions ADD COLUMN decision TEXT;
