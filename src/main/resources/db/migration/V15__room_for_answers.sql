-- A key is claimed first and gets its answer a moment later, in the same transaction. Where its page has room for that, the row is changed in place
-- (a heap-only tuple; manual, section 66.7), and its two indexes stay as they are. Keys expire in the order in which they came, so pages empty as a whole.
ALTER TABLE idempotency_keys SET (fillfactor = 15);
