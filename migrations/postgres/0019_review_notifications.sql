-- Notifications about a review have no thread. Older versions pass over the kinds that they don't know.
ALTER TABLE notifications ALTER COLUMN thread_id DROP NOT NULL;
ALTER TABLE notifications ADD COLUMN review_id TEXT COLLATE "C" REFERENCES reviews (id) ON DELETE CASCADE;
