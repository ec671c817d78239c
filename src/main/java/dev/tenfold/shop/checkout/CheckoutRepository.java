package dev.tenfold.shop.checkout;

import dev.tenfold.api.idempotency.Claims;
import dev.tenfold.api.idempotency.StoredResponses;
import dev.tenfold.api.idempotency.UserKey;
import dev.tenfold.messaging.outbox.Event;
import dev.tenfold.messaging.outbox.Outbox;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.checkout.StockSnapshot.Offer;
import dev.tenfold.shop.inventory.StockWithdrawal;
import dev.tenfold.shop.money.Money;
import dev.tenfold.shop.order.Order;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlValues.array;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Writes batches of orders to PostgreSQL, many orders in one statement. */
@Repository
class CheckoutRepository {

    private static final String OPEN = """
            WITH claimed AS (
                %s),
            stock AS (
                SELECT inventory.product_id, inventory.on_hand, products.sku, products.name, products.price_amount, products.price_currency
                  FROM inventory
                  JOIN products ON products.id = inventory.product_id
                 WHERE (SELECT count(*) FROM claimed) > 0 AND inventory.product_id = ANY (:products) AND products.deleted_at IS NULL
                 ORDER BY inventory.product_id
                   FOR UPDATE OF inventory)
            SELECT user_id, key, NULL::uuid AS product_id, NULL::bigint AS on_hand, NULL AS sku, NULL AS name, NULL::bigint AS price_amount,
                   NULL::bpchar AS price_currency
              FROM claimed
             UNION ALL
            SELECT NULL, NULL, product_id, on_hand, sku, name, price_amount, price_currency FROM stock
            """.formatted(Claims.SQL);

    /**
     * The last part requires that the stock rows are locked, and ends the transaction.
     * <p>{@code SET LOCAL} keeps PostgreSQL from reading a whole table to check a foreign key. Each connection keeps the plan of such a check
     * until the table is analyzed again, up to a minute later. A plan from a time with few orders would read all orders, twice for each
     * line of an order.
     */
    private static final String WRITE = """
            SET LOCAL enable_seqscan = off;
            WITH answered AS (
                %s),
            events AS (
                %s),
            placed AS (
                SELECT *
                  FROM unnest(:ids, :users, :statuses, :totals, :currencies, :times)
                  WITH ORDINALITY AS placed (id, user_id, status, total, currency, placed_at, number)),
            heads AS (
                INSERT INTO orders (id, user_id, status, total_amount, currency, created_at, updated_at)
                SELECT id, user_id, status, total, currency, placed_at, placed_at FROM placed),
            line AS (
                SELECT placed.id AS order_id, placed.placed_at, line.number, product_id, sku, name, unit_amount, quantity
                  FROM unnest(:lineOrders, :numbers, :products, :skus, :names, :amounts, :quantities)
                    AS line (order_number, number, product_id, sku, name, unit_amount, quantity)
                  JOIN placed ON placed.number = line.order_number),
            lines AS (
                INSERT INTO order_lines (order_id, line, product_id, sku, name, unit_amount, quantity)
                SELECT order_id, number, product_id, sku, name, unit_amount, quantity FROM line),
            ledger AS (
                %s)
            %s;
            COMMIT
            """.formatted(StoredResponses.SQL, Outbox.SQL, StockWithdrawal.LEDGER_SQL, StockWithdrawal.STOCK_SQL);

    private final JdbcClient jdbc;
    private final Outbox outbox;

    CheckoutRepository(JdbcClient jdbc, Outbox outbox) {
        this.jdbc = jdbc;
        this.outbox = outbox;
    }

    /** Sets the lock timeout of this transaction, instead of the connection's {@code lock_timeout}. */
    void waitForLocksAtMost(int milliseconds) {
        jdbc.sql("SELECT set_config('lock_timeout', :limit, true)").param("limit", milliseconds + "ms").query(String.class).single();
    }

    /** How many unpaid orders each of these users has, counted up to a limit. Users without any are missing. */
    Map<UserId, Integer> countUnpaid(Collection<UserId> users, int most) {
        Map<UserId, Integer> counts = new HashMap<>();
        jdbc.sql("""
                SELECT buyer.id, count(*)
                  FROM unnest(:users) AS buyer (id)
                 CROSS JOIN LATERAL (
                        SELECT FROM orders WHERE user_id = buyer.id AND status = 'pending' LIMIT :most) AS unpaid
                 GROUP BY buyer.id
                """).param("users", array("uuid", users, UserId::value)).param("most", most)
                .query(row -> {
                    counts.put(new UserId(row.getObject("id", UUID.class)), row.getInt("count"));
                });
        return counts;
    }

    /**
     * Claims the keys and then locks the stock, in one statement. The condition on {@code claimed} makes PostgreSQL claim all keys before
     * it looks for the first stock row (docs/orders.md). If no key is claimed, no stock is locked. All locks are held until the
     * transaction ends. Stock rows are locked in the order of their ids, and their values are read after the lock is taken.
     */
    Opened open(Claims claims, Collection<ProductId> products) {
        Set<UserKey> ours = new HashSet<>();
        List<Offer> offers = new ArrayList<>();
        claims.bind(jdbc.sql(OPEN)).param("products", array("uuid", products, ProductId::value)).query(row -> {
            UUID product = row.getObject("product_id", UUID.class);
            if (product == null) {
                ours.add(UserKey.ofRow(row, row.getRow()));
            } else {
                offers.add(new Offer(new ProductId(product), row.getString("sku"), row.getString("name"),
                        new Money(row.getLong("price_amount"), row.getString("price_currency")), row.getLong("on_hand")));
            }
        });
        return new Opened(ours, new StockSnapshot(offers));
    }

    /** The keys that this transaction has claimed, and the stock of the products. */
    record Opened(Set<UserKey> ours, StockSnapshot stockSnapshot) {}

    /**
     * Writes all results of a batch and commits, in one round trip: the responses, the events, the placed orders with their lines and
     * ledger entries, and the reduced stock, whose rows {@link #open} has locked. If the statement fails, PostgreSQL skips the COMMIT
     * after it (manual, section 54.2.4, "Pipelining"). The caller must then roll back the transaction.
     */
    void writeAndCommit(StoredResponses answers, List<Event> events, List<Order> orders, StockWithdrawal taken) {
        List<NumberedLine> lines = lines(orders);
        taken.bind(outbox.addBy(answers.bind(jdbc.sql(WRITE)), events))
                .param("ids", array("uuid", orders, order -> order.id().value()))
                .param("users", array("uuid", orders, order -> order.userId().value()))
                .param("statuses", array("text", orders, order -> order.status().value()))
                .param("totals", array("int8", orders, order -> order.total().amount()))
                .param("currencies", array("text", orders, order -> order.total().currency()))
                .param("times", array("timestamptz", orders, order -> utc(order.createdAt())))
                .param("lineOrders", array("int4", lines, NumberedLine::order))
                .param("numbers", array("int4", lines, NumberedLine::number))
                .param("products", array("uuid", lines, line -> line.line().productId().value()))
                .param("skus", array("text", lines, line -> line.line().sku()))
                .param("names", array("text", lines, line -> line.line().name()))
                .param("amounts", array("int8", lines, line -> line.line().unitPrice().amount()))
                .param("quantities", array("int4", lines, line -> line.line().quantity())).update();
    }

    /** An order line, with the number of its order in the batch and its own number in the order, both counted from 1. */
    private record NumberedLine(int order, int number, Order.Line line) {}

    private static List<NumberedLine> lines(List<Order> orders) {
        List<NumberedLine> lines = new ArrayList<>();
        for (int order = 0; order < orders.size(); order++) {
            List<Order.Line> ofOrder = orders.get(order).lines();
            for (int number = 0; number < ofOrder.size(); number++) {
                lines.add(new NumberedLine(order + 1, number + 1, ofOrder.get(number)));
            }
        }
        return lines;
    }
}
