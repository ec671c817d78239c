-- Fills the new columns of the products that exist, a thousand in each transaction. It waits for no row that somebody has locked: it comes back later.
-- Of products whose SKUs differ only in case, the first gets the key. The key of each other one ends with a line feed, which no SKU has, and its id:
--     SELECT id, sku FROM products WHERE deleted_at IS NULL AND sku_key LIKE E'%\n%'
DO $$
DECLARE
    start CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
    last uuid := start;
    batch uuid[];
BEGIN
    LOOP
        batch := ARRAY(SELECT id FROM products WHERE id > last AND deleted_at IS NULL AND (sku_key IS NULL OR search_words IS NULL)
                        ORDER BY id LIMIT 1000 FOR NO KEY UPDATE SKIP LOCKED);
        IF cardinality(batch) > 0 THEN
            BEGIN
                UPDATE products AS product
                   SET sku_key = CASE WHEN named.number > 1 OR EXISTS (
                                           SELECT FROM products AS other
                                            WHERE other.sku_key = named.key AND other.deleted_at IS NULL AND other.id <> named.id)
                                      THEN named.key || E'\n' || named.id ELSE named.key END,
                       search_words = search_document(product.name, product.sku, product.description)
                  FROM (SELECT id, lower(sku COLLATE "C") AS key, row_number() OVER (PARTITION BY lower(sku COLLATE "C") ORDER BY id) AS number
                          FROM products WHERE id = ANY (batch)) AS named
                 WHERE product.id = named.id AND product.deleted_at IS NULL;
                last := batch[cardinality(batch)];
            EXCEPTION WHEN unique_violation OR deadlock_detected THEN -- an instance took a key at the same moment: once more
                NULL;
            END;
        ELSIF EXISTS (SELECT FROM products WHERE deleted_at IS NULL AND (sku_key IS NULL OR search_words IS NULL)) THEN
            last := start;
            PERFORM pg_sleep(0.1);
        ELSE
            EXIT;
        END IF;
        COMMIT;
    END LOOP;
END
$$;

ALTER TABLE products
    DROP CONSTRAINT IF EXISTS products_derived, -- of an attempt that failed
    ADD CONSTRAINT products_derived CHECK (deleted_at IS NOT NULL OR (sku_key IS NOT NULL AND search_words IS NOT NULL)) NOT VALID;
