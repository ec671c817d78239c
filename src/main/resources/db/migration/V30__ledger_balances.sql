-- How far the ledger of each product is added up. balance is the sum of all its movements up to movement_id. Those do not change any more: a
-- movement gets its id while its transaction holds the product's row of inventory, so of one product a lower id is always committed earlier.
-- No foreign key: it would make the check wait for orders. Products are never deleted from inventory.
CREATE TABLE ledger_balances (
    product_id  uuid        PRIMARY KEY,
    movement_id bigint      NOT NULL,
    balance     bigint      NOT NULL,
    counted_at  timestamptz NOT NULL -- when all movements were last added up from the first
);

ALTER TABLE inventory_checks ADD COLUMN completed_at timestamptz NOT NULL DEFAULT '-infinity'; -- when the last complete check began
