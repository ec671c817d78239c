package dev.tenfold.shop.checkout;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A new shop gets many orders at once: plans from the time when its tables were small must not make them slow. */
@TenfoldTest
class NewShopTest {

    private static final Services OWN = SeparateDatabase.create();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int ORDERS = 30;
    /** How often an order of one line looks into {@code orders}: for two foreign keys, and to count the buyer's unpaid orders. */
    private static final int LOOKS = 3;

    private final JdbcClient jdbc;
    private final TestUsers users;
    private final ApiClient api;

    NewShopTest(@Autowired JdbcClient jdbc, @LocalServerPort int port) {
        this.jdbc = jdbc;
        this.users = new TestUsers(jdbc);
        this.api = new ApiClient(port);
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
    }

    @Test
    void noForeignKeyIsCheckedByReadingTheWholeTable() {
        String product = new TestProducts(api.as(users.admin().token())).product(10_000);
        order(product);
        jdbc.sql("ANALYZE orders").update(); // as autovacuum does after the first orders: it knows one row
        Looks before = looks();
        await().atMost(TIMEOUT).until(() -> { // a connection reports its statistics after a transaction, once a second
            order(product);
            return looks().all() - before.all() >= ORDERS * LOOKS;
        });
        Looks after = looks();
        assertThat(after.atAllRows() - before.atAllRows()).as("looks at all rows, of %d", after.all() - before.all())
                .isLessThanOrEqualTo((after.all() - before.all()) / 2); // the count of unpaid orders is a third, the foreign keys are two
    }

    private void order(String product) {
        ApiClient buyer = api.as(users.user().token());
        buyer.key(UUID.randomUUID().toString()).post("/api/v1/orders", TestProducts.cart(product, 1)).is(201);
    }

    private Looks looks() {
        return jdbc.sql("SELECT seq_scan + idx_scan AS \"all\", seq_scan AS at_all_rows FROM pg_stat_user_tables WHERE relname = 'orders'")
                .query(Looks.class).single();
    }

    private record Looks(long all, long atAllRows) {}
}
