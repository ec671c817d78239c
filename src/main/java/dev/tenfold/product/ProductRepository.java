package dev.tenfold.product;

import dev.tenfold.money.Money;
import dev.tenfold.paging.Total;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

import static dev.tenfold.sql.SqlValues.array;
import static dev.tenfold.sql.SqlValues.utc;

/** The catalog in PostgreSQL. Deleted products are not found by any method here. */
@Repository
class ProductRepository {

    private static final String COLUMNS =
            "product.id, product.sku, product.name, product.description, product.category, product.price_amount, "
                    + "product.price_currency, product.version, product.created_at, product.updated_at";

    private final JdbcClient jdbc;

    ProductRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
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
        return jdbc
                .sql("SELECT %s FROM products AS product WHERE product.id = ANY (:ids) AND product.deleted_at IS NULL".formatted(COLUMNS))
                .param("ids", array("uuid", ids, ProductId::value)).query(ProductRepository::product).list().stream()
                .collect(Collectors.toMap(Product::id, Function.identity()));
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

    /**
     * Products in the filter's order.
     *
     * @param after the sort keys of the row before the first, or null
     */
    List<Product> list(ProductFilter filter, @Nullable List<String> after, int rows) {
        ProductSort sort = filter.order();
        String sql = "SELECT " + COLUMNS + " FROM products AS product WHERE " + condition(filter)
                + (after == null ? "" : " AND " + sort.after()) + " ORDER BY " + sort.orderBy() + " LIMIT :rows";
        StatementSpec statement = parameters(jdbc.sql(sql), filter).param("rows", rows);
        if (after != null) {
            statement = statement.param("key", sort.key(after.getFirst())).param("id", UUID.fromString(after.getLast()));
        }
        return statement.query(ProductRepository::product).list();
    }

    /** How many products the filter lets through, at most {@link Total#MOST}. */
    int count(ProductFilter filter) {
        String sql = "SELECT count(*) FROM (SELECT 1 FROM products AS product WHERE " + condition(filter) + " LIMIT :most)";
        return parameters(jdbc.sql(sql), filter).param("most", Total.MOST).query(Integer.class).single();
    }

    private static String condition(ProductFilter filter) {
        var condition = new StringBuilder("product.deleted_at IS NULL");
        if (filter.category() != null) {
            condition.append(" AND product.category = :category");
        }
        if (filter.q() != null) {
            condition.append(" AND product.search @@ websearch_to_tsquery('english', :q)");
        }
        if (filter.minPrice() != null) {
            condition.append(" AND product.price_amount >= :minPrice");
        }
        if (filter.maxPrice() != null) {
            condition.append(" AND product.price_amount <= :maxPrice");
        }
        if (filter.inStock() != null) {
            condition.append(" AND (SELECT on_hand > 0 FROM inventory WHERE product_id = product.id) = :inStock");
        }
        return condition.toString();
    }

    private static StatementSpec parameters(StatementSpec statement, ProductFilter filter) {
        return statement.param("category", filter.category()).param("q", filter.q()).param("minPrice", filter.minPrice())
                .param("maxPrice", filter.maxPrice()).param("inStock", filter.inStock());
    }

    private static StatementSpec values(StatementSpec statement, ProductRequest request, Instant now) {
        Money price = request.price().toMoney();
        return statement.param("sku", request.sku()).param("name", request.name()).param("description", request.text())
                .param("category", request.category()).param("amount", price.amount()).param("currency", price.currency())
                .param("now", utc(now));
    }

    private static Product product(ResultSet row, int number) throws SQLException {
        return new Product(new ProductId(row.getObject("id", UUID.class)), row.getString("sku"), row.getString("name"),
                row.getString("description"), row.getString("category"),
                new Money(row.getLong("price_amount"), row.getString("price_currency")),
                row.getLong("version"), row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
