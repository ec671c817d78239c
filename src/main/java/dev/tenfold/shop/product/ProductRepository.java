package dev.tenfold.shop.product;

import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlValues.array;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Products in PostgreSQL. No method here finds deleted products. */
@Repository
class ProductRepository {

    /** In the order in which {@link #product} reads them: looking up columns by name is a large part of the cost of a page. */
    static final String COLUMNS =
            "product.id, product.sku, product.name, product.description, product.category, product.price_amount, "
                    + "product.price_currency, product.version, product.created_at, product.updated_at";
    private static final String OF_IDS =
            "SELECT " + COLUMNS + " FROM products AS product WHERE product.id = ANY (?) AND product.deleted_at IS NULL";

    private final JdbcClient jdbc;

    ProductRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws org.springframework.dao.DuplicateKeyException when the SKU is taken */
    Product insert(ProductDetails details, Instant now) {
        return values(jdbc.sql("""
                INSERT INTO products AS product
                            (sku, sku_key, name, description, category, price_amount, price_currency, created_at, updated_at)
                VALUES (:sku, :key, :name, :description, :category, :amount, :currency, :now, :now)
                RETURNING %s
                """.formatted(COLUMNS)), details, now).query(ProductRepository::product).single();
    }

    /** The products that exist among these ids. */
    Map<ProductId, Product> findAll(Collection<ProductId> ids) {
        Map<ProductId, Product> found = HashMap.newHashMap(ids.size());
        jdbc.sql(OF_IDS).param(array("uuid", ids, ProductId::value)).query(ProductRepository::product).list()
                .forEach(product -> found.put(product.id(), product));
        return found;
    }

    /** The product, locked until the transaction ends. */
    Optional<Product> lock(ProductId id) {
        return jdbc
                .sql("SELECT %s FROM products AS product WHERE product.id = :id AND product.deleted_at IS NULL FOR NO KEY UPDATE"
                        .formatted(COLUMNS))
                .param("id", id.value()).query(ProductRepository::product).optional();
    }

    /** @throws org.springframework.dao.DuplicateKeyException when the SKU is taken */
    Product update(ProductId id, ProductDetails details, Instant now) {
        return values(jdbc.sql("""
                UPDATE products AS product
                   SET sku = :sku, sku_key = CASE WHEN sku = :sku THEN sku_key ELSE :key END, name = :name,
                       description = :description, category = :category, price_amount = :amount,
                       price_currency = :currency, version = version + 1, updated_at = :now
                 WHERE id = :id AND deleted_at IS NULL
                RETURNING %s
                """.formatted(COLUMNS)), details, now).param("id", id.value()).query(ProductRepository::product).single();
    }

    /** Marks the product as deleted; the row stays because orders refer to it. */
    void delete(ProductId id, Instant now) {
        jdbc.sql("UPDATE products SET version = version + 1, updated_at = :now, deleted_at = :now WHERE id = :id AND deleted_at IS NULL")
                .param("id", id.value()).param("now", utc(now)).update();
    }

    private static StatementSpec values(StatementSpec statement, ProductDetails details, Instant now) {
        return statement.param("sku", details.sku()).param("key", SkuKey.of(details.sku())).param("name", details.name())
                .param("description", details.description())
                .param("category", details.category()).param("amount", details.price().amount())
                .param("currency", details.price().currency()).param("now", utc(now));
    }

    static Product product(ResultSet row, int number) throws SQLException {
        int column = 0;
        return new Product(new ProductId(row.getObject(++column, UUID.class)), row.getString(++column), row.getString(++column),
                row.getString(++column), row.getString(++column), new Money(row.getLong(++column), row.getString(++column)),
                row.getLong(++column), row.getObject(++column, OffsetDateTime.class).toInstant(),
                row.getObject(++column, OffsetDateTime.class).toInstant());
    }
}
