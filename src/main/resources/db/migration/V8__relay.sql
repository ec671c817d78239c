-- The relay tells others of the events in the outbox, each at least once (docs/adr/0020). The release before this one runs on it: what it
-- writes is told as well.
ALTER TABLE outbox ADD COLUMN told_at timestamptz; -- null until the event has been told

-- What is left to tell, of each shard in order. A shard is a sixteenth of all aggregates, by the last bits of their ids, which are random.
CREATE INDEX outbox_untold ON outbox ((get_byte(uuid_send(aggregate_id), 15) & 15), position) WHERE told_at IS NULL;

-- Told rows leave dead entries behind at the front of that index: they are to go soon, not when a fifth of a week's events has changed.
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000);

-- Who holds the lock on a shard's row tells its events.
CREATE TABLE relay_shards (
    number integer PRIMARY KEY CHECK (number BETWEEN 0 AND 15)
);
INSERT INTO relay_shards (number) SELECT generate_series(0, 15);
