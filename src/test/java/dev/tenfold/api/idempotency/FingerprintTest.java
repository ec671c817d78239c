package dev.tenfold.api.idempotency;

import dev.tenfold.platform.id.Digests;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** The exact text of which a fingerprint is made. If it changed, a retry after a deployment would be refused as a different request. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FingerprintTest {

    private final ApiClient admin;
    private final JdbcClient jdbc;

    FingerprintTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.admin = new TestAccounts(new ApiClient(port)).admin();
        this.jdbc = jdbc;
    }

    @Test
    void anOrderIsKnownByItsItems() {
        String product = new TestProducts(admin).product(3);
        String key = UUID.randomUUID().toString();
        admin.key(key).post("/api/v1/orders", TestProducts.cart(product, 2)).is(201);
        assertThat(fingerprint(key))
                .isEqualTo(digest("[\"place order\",{\"items\":[{\"product_id\":\"%s\",\"quantity\":2}]}]".formatted(product)));
    }

    @Test
    void anAdjustmentIsKnownByItsProductItsQuantityAndItsReason() {
        String product = new TestProducts(admin).product(3);
        String key = UUID.randomUUID().toString();
        admin.key(key).post("/api/v1/products/" + product + "/stock-adjustments", "{\"delta\": 40, \"reason\": \"Delivery\"}").is(201);
        assertThat(fingerprint(key))
                .isEqualTo(digest("[\"adjust stock\",\"%s\",{\"delta\":40,\"reason\":\"Delivery\"}]".formatted(product)));
    }

    private byte[] fingerprint(String key) {
        return jdbc.sql("SELECT fingerprint FROM idempotency_keys WHERE key = :key").param("key", key).query(byte[].class).single();
    }

    private static byte[] digest(String request) {
        return Digests.sha256(request.getBytes(StandardCharsets.UTF_8));
    }
}
