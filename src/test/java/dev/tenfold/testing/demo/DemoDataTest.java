package dev.tenfold.testing.demo;

import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/** The demo data in a database of its own, so that rows of other tests do not matter. */
class DemoDataTest {

    private static EmbeddedServices services;
    private static JdbcClient jdbc;
    private static DemoData demo;

    @BeforeAll
    static void fill() {
        services = EmbeddedServices.start(Durability.DISCARDABLE);
        var postgres = services.postgres().address();
        var database = postgres.database();
        postgres.flyway().load().migrate();
        jdbc = JdbcClient.create(database);
        demo = new DemoData(jdbc, new JdbcTransactionManager(database));
        demo.run(new DefaultApplicationArguments());
    }

    @AfterAll
    static void close() {
        services.close();
    }

    @Test
    void thereIsEnoughDemoData() {
        assertThat(count("SELECT count(*) FROM products")).isEqualTo(300);
        assertThat(count("SELECT count(DISTINCT category) FROM products")).isBetween(8L, 12L);
        assertThat(count("SELECT count(*) FROM orders")).isEqualTo(60);
        assertThat(count("SELECT count(*) FROM users WHERE role = 'user'")).isEqualTo(12);
        assertThat(count("SELECT count(*) FROM users WHERE role = 'admin'")).isEqualTo(1);
        assertThat(count("SELECT count(*) FROM inventory WHERE on_hand = 0")).as("something is sold out").isPositive();
    }

    @Test
    void thereAreOrdersInEveryStatus() {
        assertThat(jdbc.sql("SELECT DISTINCT status FROM orders").query(String.class).list())
                .containsExactlyInAnyOrder("pending", "paid", "shipped", "delivered", "cancelled", "expired");
    }

    @Test
    void theLedgerOfEachProductAddsUpToWhatIsOnHand() {
        assertThat(count("""
                SELECT count(*) FROM products p
                  LEFT JOIN inventory i ON i.product_id = p.id
                  LEFT JOIN (SELECT product_id, sum(delta) AS total FROM stock_movements GROUP BY product_id) m ON m.product_id = p.id
                 WHERE i.on_hand IS DISTINCT FROM m.total OR i.on_hand IS NULL
                """)).isZero();
    }

    @Test
    void stockWasNeverNegative() {
        assertThat(count("""
                SELECT count(*) FROM (
                    SELECT sum(delta) OVER (PARTITION BY product_id ORDER BY created_at, id) AS level FROM stock_movements) history
                 WHERE level < 0
                """)).isZero();
    }

    @Test
    void eachLineReducedTheStockAndOnlyCancelledAndExpiredOrdersReturnedIt() {
        assertThat(count("""
                SELECT count(*) FROM order_lines l JOIN orders o ON o.id = l.order_id
                 WHERE (SELECT coalesce(sum(m.delta), 1) FROM stock_movements m WHERE m.order_id = o.id AND m.product_id = l.product_id)
                    <> CASE WHEN o.status IN ('cancelled', 'expired') THEN 0 ELSE -l.quantity END
                """)).isZero();
    }

    @Test
    void totalsAndTimesAreThoseOfTheLines() {
        assertThat(count("""
                SELECT count(*) FROM orders o
                 WHERE o.total_amount <> (SELECT sum(l.unit_amount * l.quantity) FROM order_lines l WHERE l.order_id = o.id)
                    OR o.updated_at < o.created_at OR o.updated_at > now()
                    OR EXISTS (SELECT FROM order_lines l JOIN products p ON p.id = l.product_id WHERE l.order_id = o.id AND p.created_at > o.created_at)
                """)).isZero();
        assertThat(count("SELECT count(*) FROM orders WHERE status = 'pending' AND created_at < now() - interval '25 minutes'"))
                .as("none that is about to expire").isZero();
        assertThat(jdbc.sql("SELECT id FROM orders ORDER BY id").query(String.class).list()).as("ids sort by time")
                .isEqualTo(
                        jdbc.sql("SELECT id FROM orders ORDER BY date_trunc('milliseconds', created_at), id").query(String.class).list());
    }

    @Test
    void everyUserSignsInWithTheDemoPassword() {
        for (DemoAccount account : DemoAccount.all().subList(0, 3)) {
            String hash = jdbc.sql("SELECT password_hash FROM users WHERE email_key = :email AND role = :role")
                    .param("email", account.email().toLowerCase(Locale.ROOT)).param("role", account.role()).query(String.class).single();
            assertThat(DemoPasswords.ARGON2.matches(account.password(), hash)).isTrue();
        }
    }

    @Test
    void aDatabaseWithProductsIsNotChanged() {
        demo.run(new DefaultApplicationArguments());
        assertThat(count("SELECT count(*) FROM products")).isEqualTo(300);
    }

    private static long count(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }
}
