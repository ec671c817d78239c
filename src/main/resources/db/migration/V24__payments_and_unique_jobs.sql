-- Events of the payment provider, by its id for them: an event that comes again gets the first answer again. The row is written in the
-- transaction that marks the order as paid, and the primary key decides which of two equal events is first.
CREATE TABLE payment_events (
    id          text        PRIMARY KEY CHECK (char_length(id) BETWEEN 1 AND 255), -- webhook-id
    fingerprint bytea       NOT NULL CHECK (octet_length(fingerprint) = 32),       -- SHA-256 of the body
    status      smallint,   -- of the answer; null only inside the transaction that does the work
    body        bytea,      -- of the answer
    received_at timestamptz NOT NULL
);
CREATE INDEX payment_events_received ON payment_events (received_at);

-- What a job is the only one for, such as the invoice of an order. Null for jobs of which there may be several.
ALTER TABLE jobs ADD COLUMN unique_key text CHECK (char_length(unique_key) BETWEEN 1 AND 200);
