-- Events, written in the transaction in which they happened, so that none is lost and none is told that did not happen.
CREATE TABLE outbox (
    position     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id           uuid        NOT NULL, -- of the event: the same at every delivery
    type         text        NOT NULL, -- such as order.placed
    aggregate_id uuid        NOT NULL, -- what it happened to
    data         text        NOT NULL, -- JSON, told as it was written
    occurred_at  timestamptz NOT NULL
);

-- The last look at the invariant sum(ledger) = on_hand, shared by all instances: one row.
CREATE TABLE inventory_checks (
    one_row          boolean     PRIMARY KEY DEFAULT true CHECK (one_row),
    checked_at       timestamptz NOT NULL,
    drifted_products integer     NOT NULL
);
INSERT INTO inventory_checks (checked_at, drifted_products) VALUES ('-infinity', 0);
