-- Grows with every change of what is published for all members: a publication, and whatever hides a postmortem or shows it again. Who keeps
-- a copy of that looks only when it grew. Triggers, so that no writer can forget it.
CREATE TABLE publication_epoch (
    one   BIGINT PRIMARY KEY CHECK (one = 1),
    epoch BIGINT NOT NULL
);
INSERT INTO publication_epoch (one, epoch) VALUES (1, 1);

-- As with the epoch of access: once a transaction, as its last step.
CREATE FUNCTION grow_publication_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE publication_epoch SET epoch = epoch + 1 WHERE xmin <> pg_current_xact_id()::xid;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER epoch_of_publications AFTER INSERT ON publications
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION grow_publication_epoch();
CREATE CONSTRAINT TRIGGER epoch_of_publicity AFTER UPDATE OF deleted_at, visibility OR DELETE ON postmortems
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION grow_publication_epoch();
