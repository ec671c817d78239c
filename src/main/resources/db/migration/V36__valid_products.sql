-- Checks the products that were there before V32. Nobody waits for it.
ALTER TABLE products VALIDATE CONSTRAINT products_sku_length;
ALTER TABLE products VALIDATE CONSTRAINT products_description_length;
ALTER TABLE products VALIDATE CONSTRAINT products_category_length;
ALTER TABLE products VALIDATE CONSTRAINT products_derived;
