package dev.tenfold.product;

import dev.tenfold.money.Money;
import dev.tenfold.paging.Paging;
import dev.tenfold.paging.Total;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.core.SqlTypeValue;
import org.springframework.jdbc.core.StatementCreatorUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

import static dev.tenfold.sql.SqlValues.array;
import static dev.tenfold.sql.SqlValues.utc;

/** The catalog in PostgreSQL. Deleted products are not found by any method here. */
@Repository
class ProductRepository {

    /** In the order in which {@link #product} takes them: looking columns up by name is a good part of what a page costs. */
    private static final String COLUMNS =
            "product.id, product.sku, product.name, product.description, product.category, product.price_amount, "
                    + "product.price_currency, product.version, product.created_at, product.updated_at";
    private static final String OF_IDS =
            "SELECT " + COLUMNS + " FROM products AS product WHERE product.id = ANY (?) AND product.deleted_at IS NULL";
    private static final String LIST = "SELECT " + COLUMNS + " FROM products AS product WHERE ";
    private static final String COUNT = "SELECT count(*) FROM (SELECT 1 FROM products AS product WHERE ";

    private static final int USUAL_ROWS = Paging.DEFAULT_LIMIT + 1; // one more tells whether there is a next page

    private final JdbcClient jdbc;
    private final JdbcOperations statements;

    ProductRepository(JdbcClient jdbc, JdbcOperations statements) {
        this.jdbc = jdbc;
        this.statements = statements;
    }

    /**
     * A new product, its stock, and the first line of its ledger.
     *
     * @throws org.springframework.dao.DuplicateKeyException when the SKU is taken
     */
    Product insert(ProductRequest request, long stock, Instant now) {
        return values(jdbc.sql("""
                WITH product AS (
                    INSERT INTO products (sku, name, description, category, price_amount, price_currency, created_at, updated_at)
                    VALUES (:sku, :name, :description, :category, :amount, :currency, :now, :now)
                    RETURNING id, sku, name, description, category, price_amount, price_currency, version, created_at, updated_at),
                stock AS (
                    INSERT INTO inventory (product_id, on_hand)
                    SELECT id, :stock FROM product),
                ledger AS (
                    INSERT INTO stock_movements (product_id, delta, kind, created_at)
                    SELECT id, :stock, 'initial', :now FROM product WHERE :stock > 0)
                SELECT %s FROM product
                """.formatted(COLUMNS)), request, now).param("stock", stock).query(ProductRepository::product).single();
    }

    /** Those of the products that there are. */
    Map<ProductId, Product> findAll(Collection<ProductId> ids) {
        Map<ProductId, Product> found = HashMap.newHashMap(ids.size());
        jdbc.sql(OF_IDS).param(array("uuid", ids, ProductId::value)).query(ProductRepository::product).list()
                .forEach(product -> found.put(product.id(), product));
        return found;
    }

    /** The product, held against other changes until the transaction ends. */
    Optional<Product> lock(ProductId id) {
        return jdbc
                .sql("SELECT %s FROM products AS product WHERE product.id = :id AND product.deleted_at IS NULL FOR UPDATE"
                        .formatted(COLUMNS))
                .param("id", id.value()).query(ProductRepository::product).optional();
    }

    /** @throws org.springframework.dao.DuplicateKeyException when the SKU is taken */
    Product update(ProductId id, ProductRequest request, Instant now) {
        return values(jdbc.sql("""
                UPDATE products AS product
                   SET sku = :sku, name = :name, description = :description, category = :category, price_amount = :amount,
                       price_currency = :currency, version = version + 1, updated_at = :now
                 WHERE id = :id AND deleted_at IS NULL
                RETURNING %s
                """.formatted(COLUMNS)), request, now).param("id", id.value()).query(ProductRepository::product).single();
    }

    /** Takes the product out of the catalog; the row stays for the orders that name it. */
    void delete(ProductId id, Instant now) {
        jdbc.sql("UPDATE products SET version = version + 1, updated_at = :now, deleted_at = :now WHERE id = :id AND deleted_at IS NULL")
                .param("id", id.value()).param("now", utc(now)).update();
    }

    /** For each query the products in its filter's order, up to its number of rows and one more. */
    Map<PageQuery, List<Product>> list(Collection<PageQuery> queries) {
        Map<String, Map<PageQuery, List<Object>>> byText = new HashMap<>();
        for (PageQuery query : queries) {
            List<Object> values = new ArrayList<>();
            byText.computeIfAbsent(text(query, values), _ -> new LinkedHashMap<>()).put(query, values);
        }
        Map<PageQuery, List<Product>> found = HashMap.newHashMap(queries.size());
        byText.forEach((sql, values) -> {
            Iterator<List<Product>> lists = together(sql, values.values()).iterator();
            values.keySet().forEach(query -> found.put(query, lists.next()));
        });
        return found;
    }

    /** One statement with several sets of values, sent at once and answered at once: the driver takes statements behind each other for that. */
    private List<List<Product>> together(String sql, Collection<List<Object>> values) {
        return statements.execute(
                String.join("; ", Collections.nCopies(values.size(), sql)), (PreparedStatementCallback<List<List<Product>>>) statement -> {
                    int parameter = 0;
                    for (List<Object> ofOne : values) {
                        for (Object value : ofOne) {
                            StatementCreatorUtils.setParameterValue(statement, ++parameter, SqlTypeValue.TYPE_UNKNOWN, value);
                        }
                    }
                    List<List<Product>> lists = new ArrayList<>(values.size());
                    for (boolean more = statement.execute(); more; more = statement.getMoreResults()) {
                        lists.add(products(statement.getResultSet()));
                    }
                    return lists;
                });
    }

    private static List<Product> products(ResultSet rows) throws SQLException {
        List<Product> products = new ArrayList<>();
        while (rows.next()) {
            products.add(product(rows, products.size()));
        }
        return products;
    }

    private static String text(PageQuery query, List<Object> values) {
        ProductFilter filter = query.filter();
        List<String> after = query.after();
        ProductSort sort = filter.order();
        var sql = new StringBuilder(LIST);
        appendCondition(sql, values, filter);
        if (after != null) {
            sql.append(" AND ").append(sort.after());
            values.add(sort.key(after.getFirst()));
            values.add(UUID.fromString(after.getLast()));
        }
        sql.append(" ORDER BY ").append(sort.orderBy()).append(" LIMIT ");
        appendLimit(sql, values, query.paging().rows() + 1);
        return sql.toString();
    }

    /**
     * With a parameter in its place PostgreSQL takes the limit for a tenth of all rows, finds its general plan too dear, and plans each time anew,
     * which costs as much as the page. Only the length that nearly everybody asks for is written out: each text is one more prepared statement.
     */
    private static void appendLimit(StringBuilder sql, List<Object> values, int rows) {
        if (rows == USUAL_ROWS) {
            sql.append(USUAL_ROWS);
        } else {
            sql.append('?');
            values.add(rows);
        }
    }

    /** How many products the filter lets through, at most {@link Total#MOST}. */
    int count(ProductFilter filter) {
        List<Object> values = new ArrayList<>();
        var sql = new StringBuilder(COUNT);
        appendCondition(sql, values, filter);
        values.add(Total.MOST);
        return jdbc.sql(sql.append(" LIMIT ?)").toString()).params(values).query(Integer.class).single();
    }

    private static void appendCondition(StringBuilder sql, List<Object> values, ProductFilter filter) {
        sql.append("product.deleted_at IS NULL");
        appendCondition(sql, values, " AND product.category = ?", filter.category());
        appendCondition(sql, values, " AND product.search @@ websearch_to_tsquery('english', ?)", filter.q());
        appendCondition(sql, values, " AND product.price_amount >= ?", filter.minPrice());
        appendCondition(sql, values, " AND product.price_amount <= ?", filter.maxPrice());
        appendCondition(sql, values, " AND (SELECT on_hand > 0 FROM inventory WHERE product_id = product.id) = ?", filter.inStock());
    }

    private static void appendCondition(StringBuilder sql, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            sql.append(condition);
            values.add(value);
        }
    }

    private static StatementSpec values(StatementSpec statement, ProductRequest request, Instant now) {
        Money price = request.price().toMoney();
        return statement.param("sku", request.sku()).param("name", request.name()).param("description", request.text())
                .param("category", request.category()).param("amount", price.amount()).param("currency", price.currency())
                .param("now", utc(now));
    }

    private static Product product(ResultSet row, int number) throws SQLException {
        int column = 0;
        return new Product(new ProductId(row.getObject(++column, UUID.class)), row.getString(++column), row.getString(++column),
                row.getString(++column), row.getString(++column), new Money(row.getLong(++column), row.getString(++column)),
                row.getLong(++column), row.getObject(++column, OffsetDateTime.class).toInstant(),
                row.getObject(++column, OffsetDateTime.class).toInstant());
    }
}
