package dev.tenfold.shop.product;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
     * The result of a batch.
     * @param changed products that existed before
     * @param categories categories to which products were added, from which they were removed, or in which they were changed
     */
    record WrittenProduct(long added, List<ProductId> changed, Set<String> categories) {}

    /**
     * Adds and changes products, with their stock, ledger and events: the same as {@link ProductService} and {@link ProductEvents} do for
     * one product. The events are made in SQL, because otherwise the rows would travel to the service and back. {@code ImportTest}
     * compares them with the service's responses.
     * @param rows no two of the same SKU
     */
    WrittenProduct put(List<NewProductRequest> rows, Instant now, @Nullable String traceparent) {
        return jdbc.sql("""
                WITH entry AS (
                    SELECT * FROM unnest(:skus, :names, :descriptions, :categories, :amounts, :currencies, :stocks)
                        AS entry (sku, name, description, category, amount, currency, stock)),
                product AS (
                    INSERT INTO products AS product (sku, name, description, category, price_amount, price_currency, created_at, updated_at)
                    SELECT sku, name, description, category, amount, currency, :now, :now FROM entry ORDER BY sku
                        ON CONFLICT (sku) WHERE deleted_at IS NULL DO UPDATE
                       SET name = excluded.name, description = excluded.description, category = excluded.category,
                           price_amount = excluded.price_amount, price_currency = excluded.price_currency,
                           version = product.version + 1, updated_at = excluded.updated_at
                     WHERE (product.name, product.description, product.category, product.price_amount, product.price_currency)
                           IS DISTINCT FROM (excluded.name, excluded.description, excluded.category, excluded.price_amount, excluded.price_currency)
                    RETURNING new.id, new.sku, new.name, new.description, new.category, new.price_amount, new.price_currency, new.version,
                              new.created_at, new.updated_at, old.category AS old_category),
                added AS (SELECT product.id, entry.stock FROM product JOIN entry ON entry.sku = product.sku WHERE product.old_category IS NULL),
                stock AS (INSERT INTO inventory (product_id, on_hand) SELECT id, stock FROM added),
                ledger AS (
                    INSERT INTO stock_movements (product_id, delta, kind, created_at)
                    SELECT id, stock, 'initial', :now FROM added WHERE stock > 0),
                event AS (
                    SELECT 1 AS number, 'product.changed' AS type, id, json_build_object(
                               'kind', CASE WHEN old_category IS NULL THEN 'added' ELSE 'changed' END, 'version', version, 'product',
                               json_build_object('id', id, 'sku', sku, 'name', name, 'description', description, 'category', category,
                                   'price', json_build_object('amount', price_amount, 'currency', price_currency),
                                   'created_at', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                                   'updated_at', to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) AS data
                      FROM product
                     UNION ALL
                    SELECT 2, 'stock.changed', id, json_build_object('product_id', id, 'available', stock) FROM added),
                told AS (
                    INSERT INTO outbox (id, type, aggregate_id, data, occurred_at, traceparent)
                    SELECT uuidv7(), type, id, data::text, :now, :traceparent FROM event ORDER BY number)
                SELECT count(*) FILTER (WHERE old_category IS NULL) AS added,
                       array_agg(id) FILTER (WHERE old_category IS NOT NULL) AS changed,
                       array_agg(DISTINCT category) AS categories,
                       array_agg(DISTINCT old_category) FILTER (WHERE old_category IS NOT NULL) AS old_categories
                  FROM product
                """).param("skus", array("text", rows, NewProductRequest::sku)).param("names", array("text", rows, NewProductRequest::name))
                .param("descriptions", array("text", rows, row -> row.product().text()))
                .param("categories", array("text", rows, NewProductRequest::category))
                .param("amounts", array("int8", rows, row -> row.price().amount()))
                .param("currencies", array("bpchar", rows, row -> row.price().currency()))
                .param("stocks", array("int8", rows, NewProductRequest::stock)).param("now", utc(now)).param("traceparent", traceparent)
                .query(ProductBatchRepository::written)
                .single();
    }

    private static WrittenProduct written(ResultSet row, int number) throws SQLException {
        List<ProductId> changed = elements(row.getArray("changed")).map(id -> new ProductId((UUID) id)).toList();
        return new WrittenProduct(row.getLong("added"), changed,
                Stream.concat(elements(row.getArray("categories")), elements(row.getArray("old_categories"))).map(String::valueOf)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private static Stream<Object> elements(@Nullable Array array) throws SQLException {
        return array == null ? Stream.empty() : Arrays.stream((Object[]) array.getArray());
    }
}
