package dev.tenfold.checkout;

import dev.tenfold.checkout.Shelf.Offer;
import dev.tenfold.money.Money;
import dev.tenfold.order.Order;
import dev.tenfold.product.ProductId;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.sql.SqlValues.array;
import static dev.tenfold.sql.SqlValues.utc;

/** Orders on their way into PostgreSQL, many in one statement. */
@Repository
class CheckoutRepository {

    private final JdbcClient jdbc;

    CheckoutRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Makes this transaction wait for a lock no longer than this, instead of the connection's {@code lock_timeout}. */
    void waitForLocksAtMost(int milliseconds) {
        jdbc.sql("SELECT set_config('lock_timeout', :limit, true)").param("limit", milliseconds + "ms").query(String.class).single();
    }

    /** What is there of these products. Their stock is held until the transaction ends; rows are locked in the order of their ids. */
    Shelf lock(Collection<ProductId> products) {
        return new Shelf(jdbc.sql("""
                SELECT inventory.product_id, inventory.on_hand, products.sku, products.name, products.price_amount, products.price_currency
                  FROM inventory
                  JOIN products ON products.id = inventory.product_id
                 WHERE inventory.product_id = ANY (:products) AND products.deleted_at IS NULL
                 ORDER BY inventory.product_id
                   FOR UPDATE OF inventory
                """).param("products", array("uuid", products, ProductId::value))
                .query((row, number) -> new Offer(new ProductId(row.getObject("product_id", UUID.class)), row.getString("sku"),
                        row.getString("name"), new Money(row.getLong("price_amount"), row.getString("price_currency")),
                        row.getLong("on_hand")))
                .list());
    }

    /** Writes orders with their lines and their ledger, and takes what they took of the shelf, whose rows {@link #lock} holds. */
    void insert(List<Order> orders, Map<ProductId, Long> taken) {
        List<Line> lines = orders.stream().flatMap(CheckoutRepository::lines).toList();
        List<Map.Entry<ProductId, Long>> stock = List.copyOf(taken.entrySet());
        jdbc.sql("""
                WITH placed AS (
                    INSERT INTO orders (id, user_id, status, total_amount, currency, created_at, updated_at)
                    SELECT id, user_id, status, total, currency, placed_at, placed_at
                      FROM unnest(:ids, :users, :statuses, :totals, :currencies, :times)
                        AS placed (id, user_id, status, total, currency, placed_at)),
                line AS (
                    SELECT *
                      FROM unnest(:lineOrders, :numbers, :products, :skus, :names, :amounts, :quantities, :lineTimes)
                        AS line (order_id, number, product_id, sku, name, unit_amount, quantity, placed_at)),
                lines AS (
                    INSERT INTO order_lines (order_id, line, product_id, sku, name, unit_amount, quantity)
                    SELECT order_id, number, product_id, sku, name, unit_amount, quantity FROM line),
                ledger AS (
                    INSERT INTO stock_movements (product_id, delta, kind, order_id, created_at)
                    SELECT product_id, -quantity, 'order', order_id, placed_at FROM line)
                UPDATE inventory
                   SET on_hand = on_hand - taken.quantity
                  FROM unnest(:takenProducts, :takenQuantities) AS taken (product_id, quantity)
                 WHERE inventory.product_id = taken.product_id
                """).param("ids", array("uuid", orders, order -> order.id().value()))
                .param("users", array("uuid", orders, order -> order.userId().value()))
                .param("statuses", array("text", orders, order -> order.status().value()))
                .param("totals", array("int8", orders, order -> order.total().amount()))
                .param("currencies", array("bpchar", orders, order -> order.total().currency()))
                .param("times", array("timestamptz", orders, CheckoutRepository::placedAt))
                .param("lineOrders", array("uuid", lines, line -> line.order().id().value()))
                .param("numbers", array("int2", lines, Line::number))
                .param("products", array("uuid", lines, line -> line.line().productId().value()))
                .param("skus", array("text", lines, line -> line.line().sku()))
                .param("names", array("text", lines, line -> line.line().name()))
                .param("amounts", array("int8", lines, line -> line.line().unitPrice().amount()))
                .param("quantities", array("int4", lines, line -> line.line().quantity()))
                .param("lineTimes", array("timestamptz", lines, line -> placedAt(line.order())))
                .param("takenProducts", array("uuid", stock, entry -> entry.getKey().value()))
                .param("takenQuantities", array("int8", stock, Map.Entry::getValue)).update();
    }

    /** A line with its order and its number in it. */
    private record Line(Order order, int number, Order.Line line) {}

    private static Stream<Line> lines(Order order) {
        return IntStream.range(0, order.lines().size()).mapToObj(i -> new Line(order, i + 1, order.lines().get(i)));
    }

    private static OffsetDateTime placedAt(Order order) {
        return utc(order.createdAt());
    }
}
