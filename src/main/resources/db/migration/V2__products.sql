-- The catalog. A deleted product keeps its row for the orders that name it; its sku is free again.
CREATE TABLE products (
    id             uuid        PRIMARY KEY DEFAULT uuidv7(),
    sku            text        NOT NULL CHECK (char_length(sku) BETWEEN 1 AND 64),
    name           text        COLLATE "unicode" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    description    text        NOT NULL DEFAULT '' CHECK (char_length(description) <= 10000),
    category       text        NOT NULL CHECK (char_length(category) BETWEEN 1 AND 64),
    price_amount   bigint      NOT NULL CHECK (price_amount >= 0), -- minor units
    price_currency char(3)     NOT NULL,
    search         tsvector    NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', sku), 'A') || to_tsvector('english', description)) STORED,
    version        bigint      NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    deleted_at     timestamptz
);
CREATE UNIQUE INDEX products_sku ON products (sku) WHERE deleted_at IS NULL;
-- One index a sort, alone and behind a category; a descending sort walks the same index backwards.
CREATE INDEX products_by_age ON products (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX products_by_price ON products (price_amount, id) WHERE deleted_at IS NULL;
CREATE INDEX products_by_name ON products (name, id) WHERE deleted_at IS NULL;
CREATE INDEX products_in_category_by_age ON products (category, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX products_in_category_by_price ON products (category, price_amount, id) WHERE deleted_at IS NULL;
CREATE INDEX products_in_category_by_name ON products (category, name, id) WHERE deleted_at IS NULL;
CREATE INDEX products_search ON products USING gin (search) WHERE deleted_at IS NULL;

-- Stock apart from the catalog: small rows that change often, with room for HOT updates, and no version churn on products.
CREATE TABLE inventory (
    product_id uuid   PRIMARY KEY REFERENCES products,
    on_hand    bigint NOT NULL CHECK (on_hand >= 0)
) WITH (fillfactor = 50);
