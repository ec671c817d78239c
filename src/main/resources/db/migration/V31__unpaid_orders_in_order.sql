-- Orders that wait for payment are read page by page, and several may have the same time. The new index also serves what orders_unpaid did.
SET lock_timeout = '10min'; -- it waits for transactions that are running, and blocks nobody meanwhile
DROP INDEX CONCURRENTLY IF EXISTS orders_unpaid_in_order; -- what an attempt that failed has left
CREATE INDEX CONCURRENTLY orders_unpaid_in_order ON orders (created_at, id) WHERE status = 'pending';
DROP INDEX CONCURRENTLY IF EXISTS orders_unpaid;
SET lock_timeout = '2s'; -- of the migrations that follow
