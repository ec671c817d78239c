-- Checks the products that were there before V32: all in one scan. Nobody waits for it.
ALTER TABLE products
    VALIDATE CONSTRAINT products_sku_length,
    VALIDATE CONSTRAINT products_description_length,
    VALIDATE CONSTRAINT products_category_length,
    VALIDATE CONSTRAINT products_derived;
