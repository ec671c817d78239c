CREATE TABLE orders (
    id                uuid        PRIMARY KEY,
    user_id           uuid        NOT NULL REFERENCES users,
    status            text        NOT NULL CHECK (status IN ('pending', 'paid', 'shipped', 'delivered', 'cancelled', 'expired')),
    total_amount      bigint      NOT NULL CHECK (total_amount >= 0), -- minor units
    currency          char(3)     NOT NULL,
    payment_reference text        CHECK (char_length(payment_reference) BETWEEN 1 AND 200),
    version           bigint      NOT NULL DEFAULT 1,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL
);
-- Ids are UUIDv7, so the newest first is the highest id first: lists walk these backwards.
CREATE INDEX orders_of_user ON orders (user_id, id);
CREATE INDEX orders_of_user_by_status ON orders (user_id, status, id);
CREATE INDEX orders_by_status ON orders (status, id);
CREATE INDEX orders_unpaid ON orders (created_at) WHERE status = 'pending';

-- What was bought, as it was named and priced at that moment.
CREATE TABLE order_lines (
    order_id    uuid     NOT NULL REFERENCES orders,
    line        smallint NOT NULL CHECK (line BETWEEN 1 AND 100),
    product_id  uuid     NOT NULL REFERENCES products,
    sku         text     NOT NULL,
    name        text     NOT NULL,
    unit_amount bigint   NOT NULL CHECK (unit_amount >= 0),
    quantity    integer  NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (order_id, line)
); -- no index on product_id: products are never deleted from the table, and no request looks lines up by them

-- The ledger: every change of stock, never updated. sum(delta) = inventory.on_hand for each product at all times.
CREATE TABLE stock_movements (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id uuid        NOT NULL REFERENCES inventory,
    delta      bigint      NOT NULL CHECK (delta <> 0),
    kind       text        NOT NULL CHECK (kind IN ('initial', 'adjustment', 'order', 'cancellation', 'expiry')),
    reason     text        CHECK (char_length(reason) <= 200), -- a person's words, of adjustments
    order_id   uuid        REFERENCES orders,
    created_at timestamptz NOT NULL,
    CHECK ((order_id IS NOT NULL) = (kind IN ('order', 'cancellation', 'expiry')))
);
CREATE INDEX stock_movements_product ON stock_movements (product_id, id);
-- Stock of an order is taken once and given back once, by cancellation or by expiry: even wrong code could not do more.
CREATE UNIQUE INDEX stock_movements_once ON stock_movements (order_id, product_id, (delta > 0)) WHERE order_id IS NOT NULL;
