package dev.tenfold.shop.checkout;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Invariants of the whole database that must hold whenever no request is active, whatever happened before: one statement for each. */
public final class OrderAudit {

    private static final int MOST_NAMED = 5;

    private final JdbcClient jdbc;

    public OrderAudit(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Fails unless every invariant holds. Names those that do not, with the first rows that violate each. */
    public void holds() {
        assertThat(broken()).as("invariants of orders that are broken").isEmpty();
    }

    /** The invariants that do not hold, with some of the rows that violate them. */
    Map<Invariant, List<String>> broken() {
        var broken = new EnumMap<Invariant, List<String>>(Invariant.class);
        Arrays.stream(Invariant.values()).forEach(invariant -> {
            List<String> rows = jdbc.sql(invariant.sql + " LIMIT " + MOST_NAMED).query(String.class).list();
            if (!rows.isEmpty()) {
                broken.put(invariant, rows);
            }
        });
        return broken;
    }

    /** An invariant, and the statement that finds violations. */
    enum Invariant {
        THE_LEDGER_ADDS_UP_TO_THE_STOCK("""
                SELECT format('product %s: %s on hand, %s in the ledger', product_id, on_hand, ledger.sum)
                  FROM inventory
                  LEFT JOIN (SELECT product_id, sum(delta) AS sum FROM stock_movements GROUP BY product_id) AS ledger USING (product_id)
                 WHERE on_hand <> coalesce(ledger.sum, 0)"""),
        STOCK_IS_NEVER_NEGATIVE("""
                SELECT format('product %s: %s on hand', product_id, on_hand) FROM inventory WHERE on_hand < 0"""),
        EVERY_ORDER_HAS_LINES("""
                SELECT format('order %s has none', id)
                  FROM orders
                 WHERE NOT EXISTS (SELECT FROM order_lines WHERE order_id = orders.id)"""),
        A_TOTAL_IS_THE_SUM_OF_ITS_LINES("""
                SELECT format('order %s: total %s, lines %s', id, total_amount, lines.sum)
                  FROM orders
                  JOIN (SELECT order_id, sum(unit_amount * quantity) AS sum FROM order_lines GROUP BY order_id) AS lines ON order_id = id
                 WHERE total_amount <> lines.sum"""),
        EVERY_ORDER_HAS_ONE_PLACED_EVENT("""
                SELECT format('order %s: %s times', id, events.count)
                  FROM orders
                 CROSS JOIN LATERAL (
                    SELECT count(*) FROM outbox WHERE aggregate_id = orders.id AND type = 'order.placed') AS events
                 WHERE events.count <> 1"""),
        EVERY_CHANGE_OF_STATUS_HAS_ONE_EVENT("""
                SELECT format('order %s is %s and its events are %s', id, status, events.types)
                  FROM orders
                 CROSS JOIN LATERAL (
                    SELECT coalesce(string_agg(substr(type, 7), ' ' ORDER BY position), '') AS types
                      FROM outbox
                     WHERE aggregate_id = orders.id AND type LIKE 'order.%' AND type <> 'order.placed') AS events
                 WHERE NOT CASE status
                           WHEN 'pending' THEN events.types = ''
                           WHEN 'paid' THEN events.types = 'paid'
                           WHEN 'shipped' THEN events.types = 'paid shipped'
                           WHEN 'delivered' THEN events.types = 'paid shipped delivered'
                           WHEN 'cancelled' THEN events.types IN ('cancelled', 'paid cancelled')
                           WHEN 'expired' THEN events.types = 'expired'
                           END"""),
        NO_EVENT_IS_WITHOUT_ITS_CHANGE("""
                SELECT format('event %s (%s) is about %s, which is no order', id, type, aggregate_id)
                  FROM outbox
                 WHERE type LIKE 'order.%' AND NOT EXISTS (SELECT FROM orders WHERE orders.id = aggregate_id)"""),
        EVERY_PROMISED_ORDER_IS_THERE("""
                SELECT format('key %s of user %s promised %s', key, user_id, location)
                  FROM idempotency_keys
                 WHERE status = 201 AND location LIKE '/api/v1/orders/%'
                   AND NOT EXISTS (
                       SELECT
                         FROM orders
                        WHERE orders.user_id = idempotency_keys.user_id AND location = '/api/v1/orders/' || orders.id
                          AND convert_from(body, 'UTF8')::json ->> 'id' = orders.id::text)"""),
        EVERY_ORDER_HAS_ONE_KEY("""
                SELECT format('order %s has %s', id, keys.count)
                  FROM orders
                 CROSS JOIN LATERAL (
                    SELECT count(*)
                      FROM idempotency_keys
                     WHERE idempotency_keys.user_id = orders.user_id AND location = '/api/v1/orders/' || orders.id) AS keys
                 WHERE orders.created_at > now() - interval '24 hours' AND keys.count <> 1"""),
        EVERY_KEY_HAS_AN_ANSWER("""
                SELECT format('key %s of user %s', key, user_id) FROM idempotency_keys WHERE status IS NULL OR body IS NULL"""),
        AN_ORDER_TOOK_ITS_LINES_ONCE("""
                SELECT format('order %s, product %s: %s asked for, %s taken', order_id, product_id, coalesce(quantity, 0), coalesce(taken, '{}'))
                  FROM (SELECT order_id, product_id, sum(quantity) AS quantity FROM order_lines GROUP BY order_id, product_id) AS lines
                  FULL JOIN (
                    SELECT order_id, product_id, array_agg(-delta) AS taken
                      FROM stock_movements
                     WHERE kind = 'order'
                     GROUP BY order_id, product_id) AS movements USING (order_id, product_id)
                 WHERE taken IS DISTINCT FROM ARRAY[quantity]"""),
        STOCK_COMES_BACK_ONCE_IF_THE_ORDER_CAME_TO_NOTHING("""
                SELECT format('order %s, product %s: %s due, %s given back', order_id, product_id, coalesce(due, '{}'), coalesce(given, '{}'))
                  FROM (SELECT order_id, product_id,
                               ARRAY[CASE status WHEN 'expired' THEN 'expiry' ELSE 'cancellation' END || ' ' || sum(quantity)] AS due
                          FROM order_lines
                          JOIN orders ON orders.id = order_id AND status IN ('cancelled', 'expired')
                         GROUP BY order_id, product_id, status) AS lines
                  FULL JOIN (
                    SELECT order_id, product_id, array_agg(kind || ' ' || delta) AS given
                      FROM stock_movements
                     WHERE kind IN ('cancellation', 'expiry')
                     GROUP BY order_id, product_id) AS movements USING (order_id, product_id)
                 WHERE given IS DISTINCT FROM due""");

        private final String sql;

        Invariant(String sql) {
            this.sql = sql;
        }
    }
}
