-- After V34, because building the index once is cheaper than changing it for each product.
SET lock_timeout = '10min'; -- it waits for transactions that are running, and blocks nobody meanwhile
DROP INDEX CONCURRENTLY IF EXISTS products_by_search_words; -- what an attempt that failed has left
CREATE INDEX CONCURRENTLY products_by_search_words ON products USING gin (search_words) WHERE deleted_at IS NULL;
SET lock_timeout = '2s'; -- of the migrations that follow
