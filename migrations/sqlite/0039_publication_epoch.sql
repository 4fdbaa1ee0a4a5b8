-- Grows with every change of what is published for all members: a publication, and whatever hides a postmortem or shows it again. Who keeps
-- a copy of that looks only when it grew. Triggers, so that no writer can forget it.
CREATE TABLE publication_epoch (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    epoch INTEGER NOT NULL
) STRICT;
INSERT INTO publication_epoch (one, epoch) VALUES (1, 1);

CREATE TRIGGER epoch_of_publications AFTER INSERT ON publications
    BEGIN UPDATE publication_epoch SET epoch = epoch + 1; END;
CREATE TRIGGER epoch_of_publicity AFTER UPDATE OF deleted_at, visibility ON postmortems
    BEGIN UPDATE publication_epoch SET epoch = epoch + 1; END;
CREATE TRIGGER epoch_of_purges AFTER DELETE ON postmortems
    BEGIN UPDATE publication_epoch SET epoch = epoch + 1; END;
