-- The keys are still missing, and V34 sets those of existing products. The index comes first, so that no instance adds a key twice meanwhile.
SET lock_timeout = '10min'; -- it waits for transactions that are running, and blocks nobody meanwhile
DROP INDEX CONCURRENTLY IF EXISTS products_by_sku_key; -- what an attempt that failed has left
CREATE UNIQUE INDEX CONCURRENTLY products_by_sku_key ON products (sku_key) WHERE deleted_at IS NULL;

-- Sets the key too, also for the release before this one. Its SKUs have ASCII letters only, and there this key is that of SkuKey. Not in V32:
-- until the index is there, the release before could add two SKUs with the same key, and then the index could not be created.
CREATE OR REPLACE FUNCTION products_derive() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.sku_key := coalesce(NEW.sku_key, lower(NEW.sku COLLATE "C"));
    ELSIF NEW.sku <> OLD.sku AND NEW.sku_key IS NOT DISTINCT FROM OLD.sku_key AND NEW.sku ~ '^[A-Za-z0-9._-]+$' THEN
        NEW.sku_key := lower(NEW.sku COLLATE "C");
    END IF;
    IF TG_OP = 'INSERT' OR (NEW.name, NEW.sku, NEW.description) IS DISTINCT FROM (OLD.name, OLD.sku, OLD.description) THEN
        NEW.search_words := search_document(NEW.name, NEW.sku, NEW.description);
    END IF;
    RETURN NEW;
END
$$;

-- products_sku did the same as products_by_sku, in the order of the operating system (V19). To drop it comes last: it waits for all transactions
-- that have written products, and so for those whose trigger set no key.
DROP INDEX CONCURRENTLY IF EXISTS products_sku;
SET lock_timeout = '2s'; -- of the migrations that follow
