package dev.tenfold.shop.checkout;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestProducts;
import java.util.UUID;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A new shop gets many orders at once: plans from the time when its tables were small must not make them slow. */
class NewShopTest extends AuditedTest {

    private static final int ORDERS = 30;
    /** How often an order of one line looks into {@code orders}: for two foreign keys, and to count the buyer's unpaid orders. */
    private static final int LOOKS = 3;

    @Test
    void noForeignKeyIsCheckedByReadingTheWholeTable() {
        String product = products.product(10_000);
        order(product);
        jdbc.sql("ANALYZE orders").update(); // as autovacuum does after the first orders: it knows one row
        long looksBefore = looks();
        long wholeReadsBefore = wholeReads();
        int[] placed = {0};
        until("the statistics of %d orders".formatted(ORDERS), () -> { // a connection reports them after a transaction, once a second
            order(product);
            placed[0]++;
            return looks() - looksBefore >= ORDERS * LOOKS;
        });
        assertThat(wholeReads() - wholeReadsBefore).as("times that all of the table was read, for %d orders", placed[0])
                .isLessThanOrEqualTo(placed[0]); // the count of unpaid orders may
    }

    private void order(String product) {
        ApiClient buyer = api.as(users.user().token());
        buyer.key(UUID.randomUUID().toString()).post("/api/v1/orders", TestProducts.cart(product, 1)).is(201);
    }

    private long looks() {
        return jdbc.sql("SELECT seq_scan + idx_scan FROM pg_stat_user_tables WHERE relname = 'orders'").query(Long.class).single();
    }

    private long wholeReads() {
        return jdbc.sql("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'orders'").query(Long.class).single();
    }
}
