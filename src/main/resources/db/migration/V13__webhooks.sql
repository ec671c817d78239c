-- Where others want to be told of events, by HTTP.
CREATE TABLE webhooks (
    id              uuid        PRIMARY KEY,
    url             text        NOT NULL CHECK (char_length(url) BETWEEN 1 AND 2000),
    events          text[]      NOT NULL CHECK (cardinality(events) BETWEEN 1 AND 20), -- types, or the beginnings of some: order.*
    enabled         boolean     NOT NULL,
    disabled_reason text,        -- where nobody switched it off but its receiver's failures
    failing_since   timestamptz, -- the first failure since the last success
    version         bigint      NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    deleted_at      timestamptz, -- its deliveries go in batches, and then the row
    CHECK (NOT enabled OR deleted_at IS NULL)
);

-- What requests to a webhook are signed with: all that are valid, so that a receiver has time to change over.
CREATE TABLE webhook_secrets (
    webhook_id  uuid    NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    number      integer NOT NULL, -- rises from secret to secret of a webhook
    secret      bytea   NOT NULL, -- its first byte says whether the rest is encrypted
    valid_until timestamptz,      -- null for the newest
    PRIMARY KEY (webhook_id, number)
);

-- One event for one webhook.
CREATE TABLE webhook_deliveries (
    id              uuid        PRIMARY KEY,
    webhook_id      uuid        NOT NULL REFERENCES webhooks,
    event_id        uuid        NOT NULL,
    event_type      text        NOT NULL,
    body            text        NOT NULL,
    status          text        NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
    attempts        integer     NOT NULL DEFAULT 0, -- begun so far; tells an attempt that lost its lease from the one that has it
    step            smallint    NOT NULL DEFAULT 0, -- failures since it was first, or by hand again, to be delivered
    due_at          timestamptz, -- when it is to be tried next; while it is tried, when the worker is taken for lost
    attempted_at    timestamptz, -- this and the next three: of the last attempt that ended
    response_status integer,
    duration_ms     integer,
    error           text,
    created_at      timestamptz NOT NULL,
    finished_at     timestamptz,
    UNIQUE (webhook_id, event_id),
    CHECK ((due_at IS NOT NULL) = (status = 'pending')),
    CHECK ((finished_at IS NULL) = (status = 'pending'))
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at) WHERE status = 'pending';
-- Ids are UUIDv7: lists walk these backwards.
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_by_status ON webhook_deliveries (webhook_id, status, id);

-- Every delivery is changed twice at least, and what has been delivered is dead weight in the index of what is due.
ALTER TABLE webhook_deliveries SET (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
