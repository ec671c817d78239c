-- When an order was paid. The release before this one writes no value: it stays null for orders that such an instance marks as paid. While an order is
-- paid and not yet shipped, updated_at is that time, so no backfill is needed.
ALTER TABLE orders ADD COLUMN paid_at timestamptz;
