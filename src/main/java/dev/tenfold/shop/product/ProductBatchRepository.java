package dev.tenfold.shop.product;

import dev.tenfold.platform.jdbc.SqlRows;
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
     * Adds products with a new SKU, and changes the others. Returns those that were added or changed. PostgreSQL returns only what the
     * rows do not say, because a description can be long.
     * @param rows no two of the same SKU
     */
    List<WrittenProduct> put(List<NewProductRequest> rows, Instant now) {
        Map<String, NewProductRequest> bySku = rows.stream().collect(Collectors.toMap(NewProductRequest::sku, Function.identity()));
        return jdbc.sql("""
                INSERT INTO products AS product (sku, name, description, category, price_amount, price_currency, created_at, updated_at)
                SELECT sku, name, description, category, amount, currency, :now, :now
                  FROM unnest(:skus, :names, :descriptions, :categories, :amounts, :currencies)
                    AS entry (sku, name, description, category, amount, currency)
                 ORDER BY sku
                    ON CONFLICT (sku) WHERE deleted_at IS NULL DO UPDATE
                   SET name = excluded.name, description = excluded.description, category = excluded.category,
                       price_amount = excluded.price_amount, price_currency = excluded.price_currency,
                       version = product.version + 1, updated_at = excluded.updated_at
                 WHERE (product.name, product.description, product.category, product.price_amount, product.price_currency)
                       IS DISTINCT FROM (excluded.name, excluded.description, excluded.category, excluded.price_amount, excluded.price_currency)
                RETURNING new.id, new.sku, new.version, new.created_at, old.category AS category_before
                """).param("skus", array("text", rows, NewProductRequest::sku)).param("names", array("text", rows, NewProductRequest::name))
                .param("descriptions", array("text", rows, row -> row.product().text()))
                .param("categories", array("text", rows, NewProductRequest::category))
                .param("amounts", array("int8", rows, row -> row.price().amount()))
                .param("currencies", array("bpchar", rows, row -> row.price().currency())).param("now", utc(now))
                .query((row, number) -> {
                    NewProductRequest written = Objects.requireNonNull(bySku.get(row.getString("sku")), "no other SKU was sent");
                    Product product = new Product(new ProductId(row.getObject("id", UUID.class)), written.sku(), written.name(),
                            written.product().text(), written.category(), written.price().toMoney(), row.getLong("version"),
                            SqlRows.instant(row, "created_at"), now);
                    return new WrittenProduct(product, row.getString("category_before"), written.stock());
                }).list();
    }
}
