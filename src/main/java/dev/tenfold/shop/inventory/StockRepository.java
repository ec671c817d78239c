package dev.tenfold.shop.inventory;

import dev.tenfold.shop.ProductId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlValues.array;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Stock in PostgreSQL. Every change adds its ledger entry in the same statement. */
@Repository
class StockRepository {

    /** The maximum stock that can be set by hand, and so the maximum of a single adjustment. */
    static final long MOST = 1_000_000_000;

    private final JdbcClient jdbc;

    StockRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The stock of a product that is not deleted. */
    Optional<Long> available(ProductId product) {
        return jdbc.sql("""
                SELECT on_hand
                  FROM inventory
                  JOIN products ON products.id = inventory.product_id
                 WHERE product_id = :product AND products.deleted_at IS NULL
                """).param("product", product.value()).query(Long.class).optional();
    }

    /** The stock of a product that is not deleted, locked until the transaction ends. */
    Optional<Long> lock(ProductId product) {
        return jdbc.sql("""
                SELECT on_hand
                  FROM inventory
                  JOIN products ON products.id = inventory.product_id
                 WHERE product_id = :product AND products.deleted_at IS NULL
                   FOR UPDATE OF inventory
                """).param("product", product.value()).query(Long.class).optional();
    }

    /** Changes the stock. {@link #lock} must have locked the row before. */
    StockAdjustment adjust(ProductId product, long delta, String reason, Instant now) {
        return jdbc.sql("""
                WITH changed AS (
                    UPDATE inventory
                       SET on_hand = on_hand + :delta
                     WHERE product_id = :product
                    RETURNING product_id, on_hand),
                ledger AS (
                    INSERT INTO stock_movements (product_id, delta, kind, reason, created_at)
                    SELECT product_id, :delta, 'adjustment', :reason, :now FROM changed
                    RETURNING id)
                SELECT ledger.id, changed.product_id, changed.on_hand FROM changed, ledger
                """).param("product", product.value()).param("delta", delta).param("reason", reason)
                .param("now", utc(now))
                .query((row, number) -> new StockAdjustment(row.getLong("id"), new ProductId(row.getObject("product_id", UUID.class)),
                        delta, reason,
                        row.getLong("on_hand"), now))
                .single();
    }

    /** Adds the stock of new products. The ledger gets an entry if the stock is not 0. */
    void insert(Collection<StockLevel> initial, Instant now) {
        jdbc.sql("""
                WITH opened AS (
                    INSERT INTO inventory (product_id, on_hand)
                    SELECT * FROM unnest(:products, :quantities)
                    RETURNING product_id, on_hand)
                INSERT INTO stock_movements (product_id, delta, kind, created_at)
                SELECT product_id, on_hand, 'initial', :now FROM opened WHERE on_hand > 0
                """).param("products", array("uuid", initial, level -> level.product().value()))
                .param("quantities", array("int8", initial, StockLevel::available)).param("now", utc(now)).update();
    }

    /** Locks the stock of products until the transaction ends. All transactions lock in the order of the ids, so they cannot deadlock. */
    void lock(Collection<ProductId> products) {
        jdbc.sql("""
                SELECT product_id
                  FROM inventory
                 WHERE product_id = ANY (:products)
                 ORDER BY product_id
                   FOR UPDATE
                """).param("products", array("uuid", products, ProductId::value)).query((row, number) -> true).list();
    }

    /** Returns the stock of an order. {@link #lock(Collection)} must have locked the rows before. */
    List<StockLevel> restock(UUID order, RestockReason reason, Map<ProductId, Integer> pieces, Instant now) {
        List<Map.Entry<ProductId, Integer>> returned = List.copyOf(pieces.entrySet());
        return jdbc.sql("""
                WITH returned AS (
                    SELECT * FROM unnest(:products, :quantities) AS returned (product_id, quantity)),
                ledger AS (
                    INSERT INTO stock_movements (product_id, delta, kind, order_id, created_at)
                    SELECT product_id, quantity, :kind, :order, :now FROM returned)
                UPDATE inventory
                   SET on_hand = on_hand + returned.quantity
                  FROM returned
                 WHERE inventory.product_id = returned.product_id
                RETURNING inventory.product_id, inventory.on_hand
                """).param("products", array("uuid", returned, entry -> entry.getKey().value()))
                .param("quantities", array("int4", returned, Map.Entry::getValue)).param("kind", reason.kind()).param("order", order)
                .param("now", utc(now)).query(StockRepository::level).list();
    }

    private static StockLevel level(ResultSet row, int number) throws SQLException {
        return new StockLevel(new ProductId(row.getObject("product_id", UUID.class)), row.getLong("on_hand"));
    }
}
