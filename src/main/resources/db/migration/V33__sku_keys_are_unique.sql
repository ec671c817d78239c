-- The keys are still missing, and the next migration sets them. The index comes first, so that no instance adds a key twice meanwhile.
-- products_sku did the same as products_by_sku, in the order of the operating system (V19).
SET lock_timeout = '10min'; -- it waits for transactions that are running, and blocks nobody meanwhile
DROP INDEX CONCURRENTLY IF EXISTS products_by_sku_key; -- what an attempt that failed has left
CREATE UNIQUE INDEX CONCURRENTLY products_by_sku_key ON products (sku_key) WHERE deleted_at IS NULL;
DROP INDEX CONCURRENTLY IF EXISTS products_sku;
SET lock_timeout = '2s'; -- of the migrations that follow
