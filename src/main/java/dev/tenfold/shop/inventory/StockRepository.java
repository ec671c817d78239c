package dev.tenfold.shop.inventory;

import dev.tenfold.shop.product.ProductId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

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
}
