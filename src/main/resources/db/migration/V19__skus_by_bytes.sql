-- The same for SKUs: V18. products_sku stays for the release before this one.
SET lock_timeout = '10min';
DROP INDEX CONCURRENTLY IF EXISTS products_by_sku;
CREATE UNIQUE INDEX CONCURRENTLY products_by_sku ON products (sku COLLATE "C") WHERE deleted_at IS NULL;
SET lock_timeout = '2s'; -- of the migrations that follow
