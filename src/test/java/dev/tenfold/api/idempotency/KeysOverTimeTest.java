package dev.tenfold.api.idempotency;

import dev.tenfold.shop.checkout.AuditedTest;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/** Expired idempotency keys: they are claimed again, and deleted after some time. */
class KeysOverTimeTest extends AuditedTest {

    private static final int BATCH = 1_000;

    @Autowired
    private IdempotencyRepository keys;

    @Autowired
    private IdempotencyPurge purge;

    @Test
    void oneOfManyRequestsClaimsAnExpiredKey() {
        String product = products.product(10);
        TestUsers.Member buyer = users.user();
        ApiClient keyed = api.as(buyer.token()).newKey();
        ApiResponse first = keyed.post("/api/v1/orders", TestProducts.cart(product, 1)).is(201);
        jdbc.sql("UPDATE idempotency_keys SET expires_at = now() - interval '1 second' WHERE user_id = :user").param("user", buyer.id())
                .update();
        jdbc.sql("UPDATE orders SET created_at = created_at - interval '25 hours' WHERE user_id = :user").param("user", buyer.id())
                .update();

        List<ApiResponse> again = Concurrently.run(8, _ -> keyed.post("/api/v1/orders", TestProducts.cart(product, 2)).is(201));

        assertThat(again.stream().map(ApiResponse::text).distinct()).hasSize(1).doesNotContain(first.text());
        assertThat(again.stream().filter(reply -> reply.header("Idempotent-Replayed") == null)).hasSize(1);
        assertThat(onHand(product)).isEqualTo(7);
    }

    @Test
    void onlyExpiredKeysAreDeletedAndInBatches() {
        UUID user = users.user().id();
        insertKeys(user, "old", 2 * BATCH + 500, "-1 second");
        insertKeys(user, "young", 10, "1 hour");

        assertThat(keys.purge(Instant.now(), BATCH)).isEqualTo(BATCH);
        assertThat(count(user)).isEqualTo(BATCH + 510);

        purge.purge();

        assertThat(count(user)).isEqualTo(10);
    }

    private void insertKeys(UUID user, String name, int count, String expiry) {
        jdbc.sql("""
                INSERT INTO idempotency_keys
                SELECT :user, :name || n, sha256(''), 409, NULL, '{}', now(), now() + :expiry::interval FROM generate_series(1, :count) AS n
                """).param("user", user).param("name", name).param("count", count).param("expiry", expiry).update();
    }

    private long count(UUID user) {
        return jdbc.sql("SELECT count(*) FROM idempotency_keys WHERE user_id = :user").param("user", user).query(Long.class).single();
    }
}
