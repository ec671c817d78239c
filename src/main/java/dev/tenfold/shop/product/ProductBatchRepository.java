package dev.tenfold.shop.product;

import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlRows.instant;
import static dev.tenfold.platform.jdbc.SqlValues.array;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Statements that each process many products. */
@Repository
class ProductBatchRepository {

    private static final String ENTRIES = """
            unnest(:skus, :keys, :names, :descriptions, :categories, :amounts, :currencies)
                AS entry (sku, key, name, description, category, amount, currency)""";
    /** The key of a row's product. A product from before there were keys may have another one than its SKU has. */
    private static final String KEY =
            """
            coalesce((SELECT sku_key FROM products AS same WHERE same.sku COLLATE "C" = entry.sku AND same.deleted_at IS NULL), entry.key)""";

    /** Whether a row would change its product. A value that is absent would not. */
    private static final String DIFFERS = """
            (product.name, product.description, product.category, product.price_amount, product.price_currency)
                IS DISTINCT FROM (coalesce(%1$s.name, product.name), coalesce(%1$s.description, product.description),
                    coalesce(%1$s.category, product.category), coalesce(%1$s.amount, product.price_amount),
                    coalesce(%1$s.currency, product.price_currency))""";

    private final JdbcClient jdbc;

    ProductBatchRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Which values of a new product the rows of a statement also give to a product that exists already. */
    record Given(boolean description, boolean category) {

        static Given of(ProductRow row) {
            return new Given(row.description() != null, row.category() != null);
        }

        /** The names of the columns that change, each after a prefix. */
        String columns(String prefix) {
            return prefix + "name, " + prefix + "price_amount, " + prefix + "price_currency"
                    + (description ? ", " + prefix + "description" : "")
                    + (category ? ", " + prefix + "category" : "");
        }
    }

    /**
     * Adds products with a new SKU, and changes the others, which keep the spelling of their SKU. Returns those that were added or changed.
     * PostgreSQL returns a description only if the rows do not have it, because it can be long.
     * @param rows no two with the same {@link SkuKey}; each is complete, and has what {@code given} says
     */
    List<WrittenProduct> put(List<ProductRow> rows, Given given, Instant now) {
        Map<String, ProductRow> byKey = rows.stream().collect(Collectors.toMap(ProductRow::key, Function.identity()));
        return entries(jdbc.sql("""
                INSERT INTO products AS product
                            (sku, sku_key, name, description, category, price_amount, price_currency, created_at, updated_at)
                SELECT sku, %s, name, coalesce(description, ''), category, amount, currency, :now, :now
                  FROM %s
                 ORDER BY key
                    ON CONFLICT (sku_key) WHERE deleted_at IS NULL DO UPDATE
                   SET (%s) = ROW (%s), version = product.version + 1, updated_at = excluded.updated_at
                 WHERE (%s) IS DISTINCT FROM (%s)
                RETURNING new.id, new.sku, new.category, new.version, new.created_at, old.category AS category_before%s
                """.formatted(KEY, ENTRIES, given.columns(""), given.columns("excluded."), given.columns("product."),
                given.columns("excluded."),
                given.description() ? "" : ", new.description")), rows, ProductRow::categoryIfNew)
                .param("now", utc(now))
                .query((row, number) -> {
                    String sku = row.getString("sku");
                    ProductRow written = Objects.requireNonNull(byKey.get(SkuKey.of(sku)), "no other SKU was sent");
                    String description = given.description() ? written.description() : row.getString("description");
                    ProductDetails details = written.details(Objects.requireNonNull(description, "no product is without"),
                            row.getString("category")).withSku(sku);
                    return new WrittenProduct(product(row, details, now), row.getString("category_before"), written.stock());
                }).list();
    }

    /**
     * Changes products that exist, in the order of their SKUs. Values that are absent stay as they are.
     * @param rows no two with the same {@link SkuKey}
     */
    List<ChangedProduct> change(List<ProductRow> rows, Instant now) {
        return entries(jdbc.sql("""
                WITH known AS (
                    SELECT product.id, entry.sku, entry.name, entry.description, entry.category, entry.amount, entry.currency
                      FROM %s
                      JOIN products AS product ON product.sku_key = %s AND product.deleted_at IS NULL
                     ORDER BY entry.key
                       FOR NO KEY UPDATE OF product),
                changed AS (
                    UPDATE products AS product
                       SET name = coalesce(known.name, product.name), description = coalesce(known.description, product.description),
                           category = coalesce(known.category, product.category), price_amount = coalesce(known.amount, product.price_amount),
                           price_currency = coalesce(known.currency, product.price_currency),
                           version = product.version + 1, updated_at = :now
                      FROM known
                     WHERE product.id = known.id
                       AND %s
                    RETURNING new.id, new.sku, new.name, new.description, new.category, new.price_amount, new.price_currency, new.version,
                              new.created_at, old.category AS category_before)
                SELECT known.sku AS row_sku, changed.*
                  FROM known LEFT JOIN changed ON changed.id = known.id
                """.formatted(ENTRIES, KEY, DIFFERS.formatted("known"))), rows, ProductRow::category).param("now", utc(now))
                .query((row, number) -> new ChangedProduct(row.getString("row_sku"), row.getString("sku") == null ? null
                        : new WrittenProduct(product(row, details(row), now), row.getString("category_before"), 0)))
                .list();
    }

    /** A row whose product exists. {@code product} is null if the row changed nothing. */
    record ChangedProduct(String rowSku, @Nullable WrittenProduct product) {}

    /** For each row whose product exists, by its SKU: whether the row would change it. Reads only. */
    Map<String, Boolean> preview(List<ProductRow> rows) {
        return entries(jdbc.sql("""
                SELECT entry.sku, %s AS changes
                  FROM %s
                  JOIN products AS product ON product.sku_key = %s AND product.deleted_at IS NULL
                """.formatted(DIFFERS.formatted("entry"), ENTRIES, KEY)), rows, ProductRow::category)
                .query((row, number) -> Map.entry(row.getString("sku"), row.getBoolean("changes"))).list().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static StatementSpec entries(StatementSpec statement, List<ProductRow> rows,
            Function<ProductRow, @Nullable String> category) {
        return statement.param("skus", array("text", rows, ProductRow::sku)).param("keys", array("text", rows, ProductRow::key))
                .param("names", array("text", rows, ProductRow::name))
                .param("descriptions", array("text", rows, ProductRow::description))
                .param("categories", array("text", rows, category))
                .param("amounts", array("int8", rows, ProductRow::amount))
                .param("currencies", array("bpchar", rows, ProductRow::currency));
    }

    private static Product product(ResultSet row, ProductDetails details, Instant now) throws SQLException {
        return Product.of(new ProductId(row.getObject("id", UUID.class)), details, row.getLong("version"), instant(row, "created_at"), now);
    }

    private static ProductDetails details(ResultSet row) throws SQLException {
        return new ProductDetails(row.getString("sku"), row.getString("name"), row.getString("description"), row.getString("category"),
                new Money(row.getLong("price_amount"), row.getString("price_currency")));
    }
}
