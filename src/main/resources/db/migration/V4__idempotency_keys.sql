-- The first answer to a request that moves stock or money, kept so that a repetition gets it again.
-- The row is written in the transaction that does the work; the primary key decides who is first.
CREATE TABLE idempotency_keys (
    user_id     uuid        NOT NULL REFERENCES users ON DELETE CASCADE,
    key         text        NOT NULL CHECK (char_length(key) BETWEEN 1 AND 255),
    fingerprint bytea       NOT NULL CHECK (octet_length(fingerprint) = 32), -- SHA-256 of what was asked
    status      smallint,   -- of the answer; null only inside the transaction that does the work
    location    text,
    body        bytea,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at);
