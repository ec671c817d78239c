package dev.tenfold.shop.product;

import dev.tenfold.shop.ProductId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlRows.instant;
import static dev.tenfold.platform.jdbc.SqlValues.array;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Statements that each process many products. */
@Repository
class ProductBatchRepository {

    private final JdbcClient jdbc;

    ProductBatchRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Adds products with a new SKU, and changes the others, which keep the spelling of their SKU. Returns those that were added or changed.
     * PostgreSQL returns only what the rows do not say, because a description can be long.
     * @param rows no two with the same {@link SkuKey}
     */
    List<WrittenProduct> put(List<NewProduct> rows, Instant now) {
        Map<String, NewProduct> byKey = rows.stream().collect(Collectors.toMap(row -> SkuKey.of(row.sku()), Function.identity()));
        List<ProductDetails> products = rows.stream().map(NewProduct::details).toList();
        return jdbc.sql("""
                INSERT INTO products AS product
                            (sku, sku_key, name, description, category, price_amount, price_currency, created_at, updated_at)
                SELECT sku,
                       coalesce((SELECT sku_key FROM products AS same WHERE same.sku COLLATE "C" = entry.sku AND same.deleted_at IS NULL), key),
                       name, description, category, amount, currency, :now, :now
                  FROM unnest(:skus, :keys, :names, :descriptions, :categories, :amounts, :currencies)
                    AS entry (sku, key, name, description, category, amount, currency)
                 ORDER BY key
                    ON CONFLICT (sku_key) WHERE deleted_at IS NULL DO UPDATE
                   SET name = excluded.name, description = excluded.description, category = excluded.category,
                       price_amount = excluded.price_amount, price_currency = excluded.price_currency,
                       version = product.version + 1, updated_at = excluded.updated_at
                 WHERE (product.name, product.description, product.category, product.price_amount, product.price_currency)
                       IS DISTINCT FROM (excluded.name, excluded.description, excluded.category, excluded.price_amount, excluded.price_currency)
                RETURNING new.id, new.sku, new.version, new.created_at, old.category AS category_before
                """).param("skus", array("text", products, ProductDetails::sku))
                .param("keys", array("text", products, product -> SkuKey.of(product.sku())))
                .param("names", array("text", products, ProductDetails::name))
                .param("descriptions", array("text", products, ProductDetails::description))
                .param("categories", array("text", products, ProductDetails::category))
                .param("amounts", array("int8", products, product -> product.price().amount()))
                .param("currencies", array("bpchar", products, product -> product.price().currency())).param("now", utc(now))
                .query((row, number) -> {
                    String sku = row.getString("sku");
                    NewProduct written = Objects.requireNonNull(byKey.get(SkuKey.of(sku)), "no other SKU was sent");
                    Product product = Product.of(new ProductId(row.getObject("id", UUID.class)), written.details().withSku(sku),
                            row.getLong("version"), instant(row, "created_at"), now);
                    return new WrittenProduct(product, row.getString("category_before"), written.initialStock());
                }).list();
    }
}
