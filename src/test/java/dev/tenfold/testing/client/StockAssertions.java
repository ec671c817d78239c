package dev.tenfold.testing.client;

import java.util.Arrays;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks stock and ledger of some products in the database: what must be true whatever happened before. */
public final class StockAssertions {

    private final JdbcClient jdbc;

    public StockAssertions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The stock of a product. */
    public long onHand(String product) {
        return jdbc.sql("SELECT on_hand FROM inventory WHERE product_id = :id").param("id", UUID.fromString(product)).query(Long.class)
                .single();
    }

    /** How many orders contain a product. */
    public long orders(String product) {
        return jdbc.sql("SELECT count(*) FROM order_lines WHERE product_id = :id").param("id", UUID.fromString(product)).query(Long.class)
                .single();
    }

    /** Fails unless the ledger of these products adds up to their stock, and every order of them is complete. */
    public void balance(String... products) {
        var ids = Arrays.stream(products).map(UUID::fromString).toArray();
        assertThat(count("""
                SELECT count(*) FROM inventory
                 WHERE product_id = ANY (:ids)
                   AND on_hand = (SELECT coalesce(sum(delta), 0) FROM stock_movements m WHERE m.product_id = inventory.product_id)
                """, ids)).as("products whose ledger is right").isEqualTo(products.length);
        assertThat(count("""
                SELECT count(*) FROM order_lines l JOIN orders o ON o.id = l.order_id
                 WHERE l.product_id = ANY (:ids)
                   AND (SELECT array_agg(m.delta ORDER BY m.id) FROM stock_movements m
                         WHERE m.order_id = o.id AND m.product_id = l.product_id)
                       IS DISTINCT FROM CASE WHEN o.status IN ('cancelled', 'expired')
                                             THEN ARRAY[-l.quantity::bigint, l.quantity] ELSE ARRAY[-l.quantity::bigint] END
                """, ids)).as("lines that did not take their stock once, or did not give it back once").isZero();
        assertThat(count("""
                SELECT count(*) FROM orders o
                 WHERE o.id IN (SELECT order_id FROM stock_movements WHERE product_id = ANY (:ids))
                   AND o.total_amount IS DISTINCT FROM (SELECT sum(unit_amount * quantity) FROM order_lines l WHERE l.order_id = o.id)
                """, ids)).as("orders whose total is not that of their lines, or that have none").isZero();
        assertThat(count("""
                SELECT count(*) FROM (SELECT DISTINCT l.order_id FROM order_lines l WHERE l.product_id = ANY (:ids)) placed
                 WHERE 1 <> (SELECT count(*) FROM orders o
                               JOIN idempotency_keys k ON k.user_id = o.user_id AND k.location IN ('/api/v1/orders/' || o.id, '/api/v2/orders/' || o.id)
                              WHERE o.id = placed.order_id AND k.status = 201)
                """, ids)).as("orders that have not exactly one idempotency key").isZero();
    }

    private long count(String sql, Object[] ids) {
        return jdbc.sql(sql).param("ids", new SqlArrayValue("uuid", ids)).query(Long.class).single();
    }
}
