package dev.tenfold.shop.checkout;

import dev.tenfold.platform.id.Uuids;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.checkout.NewOrder.NewOrderItem;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The same order as most services write it: one transaction, one statement after the other, one row each. What we are compared to. */
final class PlainCheckout {

    private static final byte[] FINGERPRINT = new byte[32];

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    PlainCheckout(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    void place(UserId user, String key, List<NewOrderItem> items) {
        transaction.executeWithoutResult(_ -> placeInside(user.value(), key, items));
    }

    private void placeInside(UUID user, String key, List<NewOrderItem> items) {
        OffsetDateTime now = Instant.now().atOffset(ZoneOffset.UTC);
        jdbc.sql("""
                INSERT INTO idempotency_keys (user_id, key, fingerprint, created_at, expires_at)
                VALUES (:user, :key, :fingerprint, :now, :expires)
                """).param("user", user).param("key", key).param("fingerprint", FINGERPRINT).param("now", now).param("expires", now.plusDays(1))
                .update();
        List<Row> rows = new ArrayList<>();
        items.stream().sorted(Comparator.comparing(item -> item.productId().value())).forEach(item -> rows.add(lock(item)));
        UUID order = Uuids.next();
        long total = rows.stream().mapToLong(row -> row.price() * row.quantity()).sum();
        jdbc.sql("""
                INSERT INTO orders (id, user_id, status, total_amount, currency, created_at, updated_at)
                VALUES (:id, :user, 'pending', :total, 'USD', :now, :now)
                """).param("id", order).param("user", user).param("total", total).param("now", now).update();
        for (int i = 0; i < rows.size(); i++) {
            write(order, i + 1, rows.get(i), now);
        }
        jdbc.sql("INSERT INTO outbox (id, type, aggregate_id, data, occurred_at) VALUES (:id, 'order.placed', :order, '{}', :now)")
                .param("id", Uuids.next()).param("order", order).param("now", now).update();
        jdbc.sql("UPDATE idempotency_keys SET status = 201, location = '', body = :body WHERE user_id = :user AND key = :key")
                .param("body", new byte[500]).param("user", user).param("key", key).update();
    }

    private Row lock(NewOrderItem item) {
        return jdbc.sql("""
                SELECT sku, name, price_amount, on_hand
                  FROM inventory
                  JOIN products ON products.id = inventory.product_id
                 WHERE inventory.product_id = :product AND deleted_at IS NULL
                   FOR UPDATE OF inventory
                """).param("product", item.productId().value()).query((row, number) -> {
            if (row.getLong("on_hand") < item.quantity()) {
                throw new IllegalStateException("short");
            }
            return new Row(item.productId().value(), row.getString("sku"), row.getString("name"), row.getLong("price_amount"), item.quantity());
        }).single();
    }

    private void write(UUID order, int number, Row row, OffsetDateTime now) {
        jdbc.sql("""
                INSERT INTO order_lines (order_id, line, product_id, sku, name, unit_amount, quantity)
                VALUES (:order, :line, :product, :sku, :name, :amount, :quantity)
                """).param("order", order).param("line", number).param("product", row.product()).param("sku", row.sku()).param("name", row.name())
                .param("amount", row.price()).param("quantity", row.quantity()).update();
        jdbc.sql("""
                INSERT INTO stock_movements (product_id, delta, kind, order_id, created_at)
                VALUES (:product, :delta, 'order', :order, :now)
                """).param("product", row.product()).param("delta", -row.quantity()).param("order", order).param("now", now).update();
        jdbc.sql("UPDATE inventory SET on_hand = on_hand - :quantity WHERE product_id = :product").param("quantity", row.quantity())
                .param("product", row.product()).update();
    }

    private record Row(UUID product, String sku, String name, long price, int quantity) {
    }
}
