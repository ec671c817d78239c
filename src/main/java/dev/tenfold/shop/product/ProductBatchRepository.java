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

    /** Whether a row would change the texts of its product that the search finds. A value that is absent would not. */
    private static final String TEXTS_DIFFER =
            "(product.name, product.description) IS DISTINCT FROM (coalesce(%1$s.name, product.name), coalesce(%1$s.description, product.description))";
    /** Whether a row would change its product. */
    private static final String DIFFERS = TEXTS_DIFFER + " OR " + """
            (product.category, product.price_amount, product.price_currency) IS DISTINCT FROM (coalesce(%1$s.category, product.category),
                coalesce(%1$s.amount, product.price_amount), coalesce(%1$s.currency, product.price_currency))""";
    /**
     * Changes products by the rows of {@code locked}. PostgreSQL makes the words for the search again if {@code name} or {@code description} is
     * in the statement, even with the same value.
     */
    private static final String UPDATE = """
            UPDATE products AS product
               SET %s category = coalesce(locked.category, product.category), price_amount = coalesce(locked.amount, product.price_amount),
                   price_currency = coalesce(locked.currency, product.price_currency), version = product.version + 1, updated_at = :now
              FROM locked
             WHERE product.id = locked.id AND %s
            RETURNING locked.sku AS row_sku, new.id, new.sku, new.name, CASE WHEN locked.description IS NULL THEN new.description END AS description,
                      new.category, new.price_amount, new.price_currency, new.version, new.created_at, old.category AS category_before""";
    private static final String UPDATE_TEXTS = UPDATE.formatted(
            "name = coalesce(locked.name, product.name), description = coalesce(locked.description, product.description),",
            "locked.texts_differ");
    private static final String UPDATE_OTHERS = UPDATE.formatted("", "locked.differs AND NOT locked.texts_differ");

    private final JdbcClient jdbc;

    ProductBatchRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Changes products that exist, and locks those that change in the order of their SKUs. Values that are absent stay as they are. If another
     * transaction is changing a product, this waits and compares it again: the lock returns the newest values. A row whose product is deleted,
     * or gets another SKU meanwhile, is not in the result.
     * @param rows no two with the same {@link SkuKey}
     */
    List<KnownProduct> change(List<ProductRow> rows, Instant now) {
        Map<String, ProductRow> bySku = rows.stream().collect(Collectors.toMap(ProductRow::sku, Function.identity()));
        return entries(jdbc.sql("""
                WITH known AS MATERIALIZED (
                    SELECT product.id, product.sku_key AS product_key, (%1$s) AS may_differ, entry.*
                      FROM %2$s
                      JOIN products AS product ON product.sku_key = %3$s AND product.deleted_at IS NULL),
                locked AS MATERIALIZED (
                    SELECT known.*, (%4$s) AS texts_differ, (%5$s) AS differs
                      FROM known
                      JOIN products AS product
                        ON product.id = known.id AND product.sku_key = known.product_key AND product.deleted_at IS NULL
                     WHERE known.may_differ
                     ORDER BY known.key
                       FOR NO KEY UPDATE OF product),
                changed_texts AS (%6$s),
                changed_others AS (%7$s)
                SELECT * FROM changed_texts
                 UNION ALL SELECT * FROM changed_others
                 UNION ALL SELECT sku, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM locked WHERE NOT differs
                 UNION ALL SELECT sku, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM known WHERE NOT may_differ
                """.formatted(DIFFERS.formatted("entry"), ENTRIES, KEY, TEXTS_DIFFER.formatted("known"), DIFFERS.formatted("known"),
                UPDATE_TEXTS, UPDATE_OTHERS)), rows, ProductRow::category)
                .param("now", utc(now))
                .query((row, number) -> {
                    ProductRow known = Objects.requireNonNull(bySku.get(row.getString("row_sku")), "no other SKU was sent");
                    return new KnownProduct(known, row.getString("sku") == null ? null
                            : new WrittenProduct(product(row, details(row, known), now), row.getString("category_before"), 0));
                }).list();
    }

    /** A row whose product exists. {@code changed} is null if the row changed nothing. */
    record KnownProduct(ProductRow row, @Nullable WrittenProduct changed) {}

    /**
     * Adds products. If another transaction adds one of them at the same moment, this waits for it, and then the product is not in the result.
     * No index is named, because {@code products_by_sku} notices some of these conflicts first.
     * @param rows no two with the same {@link SkuKey}; each is complete
     */
    List<WrittenProduct> add(List<ProductRow> rows, Instant now) {
        Map<String, ProductRow> bySku = rows.stream().collect(Collectors.toMap(ProductRow::sku, Function.identity()));
        return entries(jdbc.sql("""
                INSERT INTO products AS product
                            (sku, sku_key, name, description, category, price_amount, price_currency, created_at, updated_at)
                SELECT sku, key, name, coalesce(description, ''), category, amount, currency, :now, :now
                  FROM %s
                 ORDER BY key
                    ON CONFLICT DO NOTHING
                RETURNING product.id, product.sku, product.version, product.created_at
                """.formatted(ENTRIES)), rows, ProductRow::categoryIfNew).param("now", utc(now))
                .query((row, number) -> {
                    ProductRow added = Objects.requireNonNull(bySku.get(row.getString("sku")), "no other SKU was sent");
                    return new WrittenProduct(product(row, added.newDetails(), now), null, added.stock());
                }).list();
    }

    /** For each row whose product exists, by its SKU: whether the row would change it. Reads only. */
    Map<String, Boolean> preview(List<ProductRow> rows) {
        return entries(jdbc.sql("""
                SELECT entry.sku, (%s) AS changes
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

    /** PostgreSQL returns a description only if the row does not have it, because it can be long. */
    private static ProductDetails details(ResultSet row, ProductRow known) throws SQLException {
        String stored = row.getString("description");
        String description = Objects.requireNonNull(stored == null ? known.description() : stored, "no product is without");
        return new ProductDetails(row.getString("sku"), row.getString("name"), description, row.getString("category"),
                new Money(row.getLong("price_amount"), row.getString("price_currency")));
    }
}
