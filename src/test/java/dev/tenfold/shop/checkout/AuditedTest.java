package dev.tenfold.shop.checkout;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One instance on its own database, which is audited after each test. Only one batch runs at a time, so that a test can fill the next
 * batch.
 */
@TenfoldTest(properties = {"tenfold.checkout.concurrency=1", "tenfold.checkout.max-wait=20s", "tenfold.inventory.check-interval=200ms",
    "tenfold.inventory.recount-interval=100ms",
    "tenfold.idempotency.purge-interval=1h", "tenfold.order.expiry-interval=1h",
    "spring.datasource.hikari.data-source-properties.socketTimeout=60",
    "spring.datasource.hikari.data-source-properties.options=-c statement_timeout=20000 -c lock_timeout=6000"})
public abstract class AuditedTest {

    private static final Services OWN = SeparateDatabase.create();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(2);

    @Autowired
    protected JdbcClient jdbc;

    @LocalServerPort
    private int port;

    protected ApiClient api;
    protected ApiClient admin;
    protected TestUsers users;
    protected TestProducts products;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
    }

    @BeforeEach
    final void meet() {
        api = new ApiClient(port);
        users = new TestUsers(jdbc);
        admin = api.as(users.admin().token());
        products = new TestProducts(admin);
    }

    @AfterEach
    final void audit() {
        new OrderAudit(jdbc).holds();
    }

    protected final long onHand(String product) {
        return jdbc.sql("SELECT on_hand FROM inventory WHERE product_id = :id").param("id", UUID.fromString(product)).query(Long.class)
                .single();
    }

    /** Waits for a condition, and fails if it does not become true. */
    protected static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what + " within " + TIMEOUT).isLessThan(end);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
