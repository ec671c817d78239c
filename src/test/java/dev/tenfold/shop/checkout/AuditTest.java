package dev.tenfold.shop.checkout;

import dev.tenfold.shop.checkout.OrderAudit.Invariant;
import dev.tenfold.testing.services.SeparateDatabase;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Shows that the audit works: each inconsistency that it must find is created here. */
class AuditTest {

    private static final String PENDING = "00000000-0000-7000-8000-000000000001";
    private static final String CANCELLED = "00000000-0000-7000-8000-000000000002";
    private static final String SHIPPED = "00000000-0000-7000-8000-000000000003";
    private static final String NOBODY = "00000000-0000-7000-8000-00000000000f";

    private static JdbcClient jdbc;
    private static TransactionTemplate transaction;

    @BeforeAll
    static void openAShop() {
        var postgres = SeparateDatabase.create().postgres();
        var database = postgres.database();
        postgres.flyway().load().migrate();
        jdbc = JdbcClient.create(database);
        transaction = new TransactionTemplate(new JdbcTransactionManager(database));
        UUID user = jdbc.sql("INSERT INTO users (name, email, email_key, password_hash) VALUES ('a', 'a', 'a', 'a') RETURNING id")
                .query(UUID.class)
                .single();
        UUID product = jdbc.sql(
                "INSERT INTO products (sku, name, category, price_amount, price_currency) VALUES ('a', 'a', 'a', 5, 'USD') RETURNING id")
                .query(UUID.class).single();
        jdbc.sql("INSERT INTO inventory VALUES (:product, 96)").param("product", product).update();
        jdbc.sql("INSERT INTO stock_movements (product_id, delta, kind, created_at) VALUES (:product, 100, 'initial', now())")
                .param("product", product).update();
        order(PENDING, user, product, "pending");
        order(CANCELLED, user, product, "cancelled", "cancelled");
        order(SHIPPED, user, product, "shipped", "paid", "shipped");
        jdbc.sql("""
                INSERT INTO stock_movements (product_id, delta, kind, order_id, created_at) VALUES (:product, 2, 'cancellation', :order::uuid, now())
                """).param("product", product).param("order", CANCELLED).update();
    }

    private static void order(String id, UUID user, UUID product, String status, String... moves) {
        jdbc.sql("""
                INSERT INTO orders (id, user_id, status, total_amount, currency, created_at, updated_at)
                VALUES (:id::uuid, :user, :status, 10, 'USD', now(), now())
                """).param("id", id).param("user", user).param("status", status).update();
        jdbc.sql("INSERT INTO order_lines VALUES (:id::uuid, 1, :product, 'a', 'a', 5, 2)").param("id", id).param("product", product)
                .update();
        jdbc.sql(
                "INSERT INTO stock_movements (product_id, delta, kind, order_id, created_at) VALUES (:product, -2, 'order', :id::uuid, now())")
                .param("id", id).param("product", product).update();
        jdbc.sql("""
                INSERT INTO idempotency_keys
                VALUES (:user, :id, sha256(''), 201, '/api/v1/orders/' || :id, convert_to(json_build_object('id', :id::text)::text, 'UTF8'), now(), now())
                """).param("user", user).param("id", id).update();
        Stream.concat(Stream.of("placed"), Arrays.stream(moves)).forEach(type -> jdbc.sql("""
                INSERT INTO outbox (id, type, aggregate_id, data, occurred_at) VALUES (uuidv7(), 'order.' || :type, :id::uuid, '{}', now())
                """).param("type", type).param("id", id).update());
    }

    @Test
    void consistentDataPasses() {
        new OrderAudit(jdbc).holds();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyInconsistencyIsReported(Invariant invariant, String fault) {
        var broken = transaction.execute(status -> {
            Arrays.stream(fault.split(";")).forEach(statement -> jdbc.sql(statement).update());
            status.setRollbackOnly();
            return new OrderAudit(jdbc).broken();
        });
        assertThat(broken).containsKey(invariant);
    }

    @Test
    void everyInvariantHasATest() {
        assertThat(faults().map(fault -> fault.get()[0])).contains((Object[]) Invariant.values());
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                faults(Invariant.THE_LEDGER_ADDS_UP_TO_THE_STOCK,
                        "UPDATE inventory SET on_hand = on_hand - 1",
                        "UPDATE stock_movements SET delta = 99 WHERE kind = 'initial'",
                        "DELETE FROM stock_movements WHERE kind = 'cancellation'",
                        "DELETE FROM stock_movements"),
                faults(Invariant.STOCK_IS_NEVER_NEGATIVE,
                        "ALTER TABLE inventory DROP CONSTRAINT inventory_on_hand_check; UPDATE inventory SET on_hand = -1"),
                faults(Invariant.EVERY_ORDER_HAS_LINES, "DELETE FROM order_lines WHERE order_id = '" + PENDING + "'"),
                faults(Invariant.A_TOTAL_IS_THE_SUM_OF_ITS_LINES,
                        "UPDATE orders SET total_amount = 11 WHERE status = 'pending'",
                        "UPDATE order_lines SET quantity = 3 WHERE order_id = '" + PENDING + "'"),
                faults(Invariant.EVERY_ORDER_HAS_ONE_PLACED_EVENT,
                        "DELETE FROM outbox WHERE type = 'order.placed' AND aggregate_id = '" + PENDING + "'",
                        "INSERT INTO outbox (id, type, aggregate_id, data, occurred_at) SELECT id, type, aggregate_id, data, occurred_at FROM outbox"),
                faults(Invariant.EVERY_CHANGE_OF_STATUS_HAS_ONE_EVENT,
                        "UPDATE orders SET status = 'paid' WHERE status = 'pending'",
                        "UPDATE orders SET status = 'delivered' WHERE status = 'shipped'",
                        "UPDATE orders SET status = 'expired' WHERE status = 'cancelled'",
                        "DELETE FROM outbox WHERE type = 'order.paid'",
                        "INSERT INTO outbox (id, type, aggregate_id, data, occurred_at) VALUES (uuidv7(), 'order.cancelled', '" + CANCELLED
                                + "', '', now())"),
                faults(Invariant.NO_EVENT_IS_WITHOUT_ITS_CHANGE,
                        "INSERT INTO outbox (id, type, aggregate_id, data, occurred_at) VALUES (uuidv7(), 'order.placed', '" + NOBODY
                                + "', '', now())"),
                faults(Invariant.EVERY_PROMISED_ORDER_IS_THERE,
                        "UPDATE idempotency_keys SET location = '/api/v1/orders/" + NOBODY + "' WHERE key = '" + PENDING + "'",
                        "UPDATE idempotency_keys SET body = '{\"id\": \"" + NOBODY + "\"}' WHERE key = '" + PENDING + "'"),
                faults(Invariant.EVERY_ORDER_HAS_ONE_KEY,
                        "DELETE FROM idempotency_keys WHERE key = '" + PENDING + "'",
                        "INSERT INTO idempotency_keys SELECT user_id, 'twin', fingerprint, status, location, body, created_at, expires_at FROM idempotency_keys LIMIT 1"),
                faults(Invariant.EVERY_KEY_HAS_AN_ANSWER, "UPDATE idempotency_keys SET status = NULL WHERE key = '" + PENDING + "'"),
                faults(Invariant.AN_ORDER_TOOK_ITS_LINES_ONCE,
                        "DELETE FROM stock_movements WHERE kind = 'order' AND order_id = '" + PENDING + "'",
                        "UPDATE stock_movements SET delta = -1 WHERE kind = 'order' AND order_id = '" + PENDING + "'",
                        "DELETE FROM order_lines WHERE order_id = '" + PENDING + "'",
                        "DROP INDEX stock_movements_once; " + COPY_MOVEMENTS + " WHERE kind = 'order'"),
                faults(Invariant.STOCK_COMES_BACK_ONCE_IF_THE_ORDER_CAME_TO_NOTHING,
                        "UPDATE orders SET status = 'cancelled' WHERE status = 'pending'",
                        "UPDATE orders SET status = 'pending' WHERE status = 'cancelled'",
                        "UPDATE orders SET status = 'expired' WHERE status = 'cancelled'",
                        "UPDATE stock_movements SET delta = 1 WHERE kind = 'cancellation'",
                        "DELETE FROM stock_movements WHERE kind = 'cancellation'",
                        "DROP INDEX stock_movements_once; " + COPY_MOVEMENTS + " WHERE kind = 'cancellation'"))
                .flatMap(List::stream);
    }

    private static final String COPY_MOVEMENTS = """
            INSERT INTO stock_movements (product_id, delta, kind, order_id, created_at)
            SELECT product_id, delta, kind, order_id, created_at FROM stock_movements""";

    private static List<Arguments> faults(Invariant invariant, String... statements) {
        return Arrays.stream(statements).map(statement -> arguments(invariant, statement)).toList();
    }
}
