package dev.tenfold.api.idempotency;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.StockAssertions;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Repeated requests with the same idempotency key. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdempotencyTest {

    private static final String ORDERS = "/api/v1/orders";

    private final TestAccounts people;
    private final ApiClient buyer;
    private final ApiClient admin;
    private final TestProducts products;
    private final StockAssertions stockAssertions;
    private final JdbcClient jdbc;

    IdempotencyTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.people = new TestAccounts(new ApiClient(port));
        this.buyer = people.newUser().api();
        this.admin = people.admin();
        this.products = new TestProducts(admin);
        this.stockAssertions = new StockAssertions(jdbc);
        this.jdbc = jdbc;
    }

    @Test
    void aRepetitionGetsTheFirstAnswerByteForByte() {
        String product = products.product(5);
        ApiClient keyed = buyer.newKey();
        ApiResponse first = keyed.post(ORDERS, TestProducts.cart(product, 2)).is(201);
        admin.post(first.location() + "/pay", "{\"payment_reference\": \"pi\"}").is(200);
        ApiResponse again = keyed.post(ORDERS, TestProducts.cart(product, 2));
        assertReplay(again, first);
        assertThat(again.json().path("status").asString()).as("of that moment").isEqualTo("pending");
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(again.header("X-Request-Id")).isNotEqualTo(first.header("X-Request-Id"));
        assertThat(stockAssertions.onHand(product)).isEqualTo(3);
        stockAssertions.balance(product);
    }

    @Test
    void theSameRequestInAnotherFormIsTheSame() {
        String product = products.product(5);
        ApiClient keyed = buyer.newKey();
        ApiResponse first = keyed.post(ORDERS, TestProducts.cart(product, 2)).is(201);
        assertReplay(keyed.post(ORDERS, "{ \"items\":[{\"quantity\":2,\"product_id\":\"%s\"}] }".formatted(product)), first);
        assertThat(stockAssertions.onHand(product)).isEqualTo(3);
    }

    @Test
    void aRefusalBecauseOfTooLittleStockIsStored() {
        String product = products.product(1);
        ApiClient keyed = buyer.newKey();
        ApiResponse first = keyed.post(ORDERS, TestProducts.cart(product, 2)).isProblem(409, "insufficient_stock");
        admin.newKey().post("/api/v1/products/" + product + "/stock-adjustments", "{\"delta\": 5, \"reason\": \"Delivery\"}").is(201);
        ApiResponse again = keyed.post(ORDERS, TestProducts.cart(product, 2));
        assertReplay(again, first);
        assertThat(again.header("Content-Type")).startsWith("application/problem+json");
        assertThat(stockAssertions.onHand(product)).isEqualTo(6);
        buyer.newKey().post(ORDERS, TestProducts.cart(product, 2)).is(201);
        stockAssertions.balance(product);
    }

    @Test
    void aRefusalBecauseOfAnUnknownProductIsStored() {
        ApiClient keyed = buyer.newKey();
        String body = TestProducts.cart(UUID.randomUUID().toString(), 1);
        ApiResponse first = keyed.post(ORDERS, body).isProblem(422, "invalid");
        assertReplay(keyed.post(ORDERS, body), first);
    }

    @Test
    void anInvalidBodyDoesNotUseTheKey() {
        String product = products.product(5);
        ApiClient keyed = buyer.newKey();
        keyed.post(ORDERS, TestProducts.cart(product, 0)).isProblem(422, "invalid");
        keyed.post(ORDERS, "{").isProblem(400, "malformed_json");
        assertThat(keyed.post(ORDERS, TestProducts.cart(product, 1)).is(201).header("Idempotent-Replayed")).isNull();
    }

    @Test
    void theSameKeyForAnotherRequestIsRefused() {
        String product = products.product(5);
        ApiClient keyed = buyer.newKey();
        ApiResponse first = keyed.post(ORDERS, TestProducts.cart(product, 1)).is(201);
        keyed.post(ORDERS, TestProducts.cart(product, 2)).isProblem(422, "idempotency_key_reused");
        keyed.post(ORDERS, TestProducts.cart(products.product(5), 1)).isProblem(422, "idempotency_key_reused");
        keyed.post(first.location() + "/cancel", "").isProblem(422, "idempotency_key_reused");
        assertReplay(keyed.post(ORDERS, TestProducts.cart(product, 1)), first);
        assertThat(stockAssertions.onHand(product)).isEqualTo(4);
        stockAssertions.balance(product);
    }

    @Test
    void keysBelongToTheirUser() {
        String product = products.product(5);
        String key = UUID.randomUUID().toString();
        ApiResponse first = buyer.key(key).post(ORDERS, TestProducts.cart(product, 1)).is(201);
        ApiResponse others = people.newUser().api().key(key).post(ORDERS, TestProducts.cart(product, 1)).is(201);
        assertThat(others.header("Idempotent-Replayed")).isNull();
        assertThat(others.header("Location")).isNotEqualTo(first.header("Location"));
        assertThat(stockAssertions.onHand(product)).isEqualTo(3);
        stockAssertions.balance(product);
    }

    @Test
    void anOrderNeedsAKey() {
        String product = products.product(5);
        buyer.post(ORDERS, TestProducts.cart(product, 1)).isProblem(400, "idempotency_key_required");
        assertThat(stockAssertions.onHand(product)).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\tb"})
    void aKeyWithOtherCharactersIsRefused(String key) {
        String product = products.product(5);
        buyer.key(key).post(ORDERS, TestProducts.cart(product, 1)).isProblem(400, "idempotency_key_required");
        assertThat(stockAssertions.onHand(product)).isEqualTo(5);
    }

    @Test
    void aKeyHasAtMost255PrintableCharacters() {
        String product = products.product(5);
        String most = ("!\"#$%&'()*+,-./ 0:;<=>?@A[\\]^_`a{|}~" + UUID.randomUUID() + "x".repeat(255)).substring(0, 255);
        buyer.key(most + "x").post(ORDERS, TestProducts.cart(product, 1)).isProblem(400, "idempotency_key_required");
        ApiResponse first = buyer.key(most).post(ORDERS, TestProducts.cart(product, 1)).is(201);
        assertReplay(buyer.key(most).post(ORDERS, TestProducts.cart(product, 1)), first);
    }

    @Test
    void onlyOneOfTwentyEqualRequestsDoesTheWorkAndAllGetItsResponse() {
        String product = products.product(50);
        ApiClient keyed = buyer.newKey();
        List<ApiResponse> replies = Concurrently.run(20, _ -> keyed.post(ORDERS, TestProducts.cart(product, 2)));
        assertThat(replies).allSatisfy(reply -> {
            assertThat(reply.is(201).body()).isEqualTo(replies.getFirst().body());
            assertThat(reply.header("Location")).isEqualTo(replies.getFirst().header("Location"));
        });
        assertThat(replies).filteredOn(reply -> reply.header("Idempotent-Replayed") == null).hasSize(1);
        assertThat(stockAssertions.orders(product)).isEqualTo(1);
        assertThat(stockAssertions.onHand(product)).isEqualTo(48);
        stockAssertions.balance(product);
    }

    @Test
    void twentyEqualRequestsWithoutStockAllGetTheSameRefusal() {
        String product = products.product(1);
        ApiClient keyed = buyer.newKey();
        List<ApiResponse> replies = Concurrently.run(20, _ -> keyed.post(ORDERS, TestProducts.cart(product, 2)));
        assertThat(replies).allSatisfy(reply -> assertThat(reply.is(409).body()).isEqualTo(replies.getFirst().body()));
        assertThat(replies).filteredOn(reply -> reply.header("Idempotent-Replayed") == null).hasSize(1);
    }

    @Test
    void aKeyExpiresAfter24HoursAndMayBeUsedAgain() {
        String product = products.product(5);
        String key = UUID.randomUUID().toString();
        ApiResponse first = buyer.key(key).post(ORDERS, TestProducts.cart(product, 1)).is(201);
        assertThat(jdbc.sql("SELECT extract(epoch FROM expires_at - created_at) / 3600 FROM idempotency_keys WHERE key = :key")
                .param("key", key)
                .query(Integer.class).single()).isEqualTo(24);
        jdbc.sql("UPDATE idempotency_keys SET expires_at = now() - interval '1 second' WHERE key = :key").param("key", key).update();
        ApiResponse later = buyer.key(key).post(ORDERS, TestProducts.cart(product, 3)).is(201);
        assertThat(later.header("Idempotent-Replayed")).isNull();
        assertThat(later.header("Location")).isNotEqualTo(first.header("Location"));
        assertReplay(buyer.key(key).post(ORDERS, TestProducts.cart(product, 3)), later);
        assertThat(stockAssertions.onHand(product)).isEqualTo(1);
    }

    private static void assertReplay(ApiResponse again, ApiResponse first) {
        assertThat(again.is(first.status()).body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.header("Content-Type")).isEqualTo(first.header("Content-Type"));
    }
}
