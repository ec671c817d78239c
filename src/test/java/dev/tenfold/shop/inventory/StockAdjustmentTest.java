package dev.tenfold.shop.inventory;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.StockAssertions;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StockAdjustmentTest {

    private final ApiClient admin;
    private final TestAccounts people;
    private final TestProducts products;
    private final StockAssertions stockAssertions;
    private final JdbcClient jdbc;

    StockAdjustmentTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.people = new TestAccounts(new ApiClient(port));
        this.admin = people.admin();
        this.products = new TestProducts(admin);
        this.stockAssertions = new StockAssertions(jdbc);
        this.jdbc = jdbc;
    }

    @Test
    void anAdjustmentChangesTheStockAndTheLedger() {
        String product = products.product(5);
        JsonNode added = adjust(product, 40, "Delivery 2026-311").is(201).json();
        assertThat(added.propertyNames()).containsExactlyInAnyOrder("id", "product_id", "delta", "reason", "available", "created_at");
        assertThat(added.path("product_id").asString()).isEqualTo(product);
        assertThat(added.path("delta").asLong()).isEqualTo(40);
        assertThat(added.path("available").asLong()).isEqualTo(45);
        assertThat(added.path("reason").asString()).isEqualTo("Delivery 2026-311");
        assertThat(Instant.parse(added.path("created_at").asString())).isAfter(Instant.now().minusSeconds(60));
        assertThat(adjust(product, -45, "Fire").is(201).json().path("available").asLong()).isZero();
        assertThat(available(product)).isZero();
        assertThat(jdbc
                .sql("SELECT kind || ' ' || delta || ' ' || coalesce(reason, '-') FROM stock_movements WHERE product_id = :id ORDER BY id")
                .param("id", UUID.fromString(product)).query(String.class).list())
                .containsExactly("initial 5 -", "adjustment 40 Delivery 2026-311", "adjustment -45 Fire");
        stockAssertions.balance(product);
    }

    @Test
    void stockNeverFallsBelowZero() {
        String product = products.product(3);
        JsonNode problem = adjust(product, -4, "Theft").isProblem(409, "insufficient_stock").json();
        assertThat(problem.path("shortages").toString())
                .isEqualTo("[{\"product_id\":\"%s\",\"requested\":4,\"available\":3}]".formatted(product));
        assertThat(available(product)).isEqualTo(3);
        stockAssertions.balance(product);
    }

    @Test
    void stockNeverRisesAboveTheLimit() {
        String product = products.product(1_000_000_000);
        JsonNode problem = adjust(product, 1, "Delivery").isProblem(422, "invalid").json();
        assertThat(problem.path("errors").get(0).path("pointer").asString()).isEqualTo("/delta");
        adjust(product, -1, "Gift").is(201);
        adjust(product, 1, "Returned").is(201);
        stockAssertions.balance(product);
    }

    @Test
    void stockAboveTheLimitCanBeReduced() {
        String product = products.product(1_000_000_000);
        ApiClient buyer = people.newUser().api();
        String order = buyer.newKey().post("/api/v1/orders", TestProducts.cart(product, 5)).is(201).location();
        adjust(product, 5, "Delivery").is(201);
        buyer.post(order + "/cancel", "").is(200);
        assertThat(available(product)).isEqualTo(1_000_000_005);
        adjust(product, -1, "Gift").is(201);
        adjust(product, 1, "Delivery").isProblem(422, "invalid");
        stockAssertions.balance(product);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"{\"delta\": 0, \"reason\": \"x\"}|/delta must_not_be_zero",
                "{\"delta\": 1000000001, \"reason\": \"x\"}|/delta out_of_range",
                "{\"delta\": -1000000001, \"reason\": \"x\"}|/delta out_of_range", "{\"reason\": \"x\"}|/delta required",
                "{\"delta\": 1}|/reason must_not_be_blank",
                "{\"delta\": 1, \"reason\": \"  \"}|/reason must_not_be_blank"})
    void impossibleAdjustmentsAreRefusedAndTheMemberIsNamed(String body, String violation) {
        String product = products.product(3);
        JsonNode error = admin.newKey().post(path(product), body).isProblem(422, "invalid").json().path("errors").get(0);
        assertThat(error.path("pointer").asString() + " " + error.path("code").asString()).isEqualTo(violation);
        assertThat(available(product)).isEqualTo(3);
    }

    @Test
    void anUnknownOrDeletedProductIsNotFound() {
        adjust(UUID.randomUUID().toString(), 1, "Delivery").isProblem(404, "not_found");
        String product = products.product(3);
        admin.with("If-Match", "*").delete("/api/v1/products/" + product).is(204);
        adjust(product, 1, "Delivery").isProblem(404, "not_found");
        stockAssertions.balance(product);
    }

    @Test
    void aKeyIsRequired() {
        String product = products.product(3);
        admin.post(path(product), body(1, "Delivery")).isProblem(400, "idempotency_key_required");
        assertThat(available(product)).isEqualTo(3);
    }

    @Test
    void theSameKeyAdjustsOnceAndGetsTheSameAnswer() {
        String product = products.product(3);
        ApiClient keyed = admin.newKey();
        ApiResponse first = keyed.post(path(product), body(2, "Delivery")).is(201);
        ApiResponse again = keyed.post(path(product), body(2, "Delivery")).is(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(first.header("Idempotent-Replayed")).isNull();
        keyed.post(path(product), body(3, "Delivery")).isProblem(422, "idempotency_key_reused");
        keyed.post(path(products.product(3)), body(2, "Delivery")).isProblem(422, "idempotency_key_reused");
        assertThat(available(product)).isEqualTo(5);
        stockAssertions.balance(product);
    }

    @Test
    void aRefusalIsStoredUnderItsKey() {
        String product = products.product(3);
        ApiClient keyed = admin.newKey();
        ApiResponse refused = keyed.post(path(product), body(-4, "Theft")).is(409);
        adjust(product, 10, "Delivery").is(201);
        ApiResponse again = keyed.post(path(product), body(-4, "Theft")).is(409);
        assertThat(again.body()).isEqualTo(refused.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(available(product)).isEqualTo(13);
    }

    @Test
    void concurrentAdjustmentsAllCountAndNeverExceedTheStock() {
        String product = products.product(10);
        List<ApiResponse> replies = Concurrently.run(20, number -> adjust(product, number % 2 == 0 ? -4 : 1, "Race"));
        assertThat(replies).allMatch(reply -> reply.status() == 201 || reply.status() == 409);
        long sum = replies.stream().filter(reply -> reply.status() == 201).mapToLong(reply -> reply.json().path("delta").asLong()).sum();
        assertThat(available(product)).isEqualTo(10 + sum).isNotNegative();
        assertThat(replies).filteredOn(reply -> reply.status() == 409).isNotEmpty().allSatisfy(reply -> {
            reply.isProblem(409, "insufficient_stock");
            assertThat(reply.json().path("shortages").get(0).path("available").asLong()).as("a shortage that is one").isLessThan(4);
        });
        stockAssertions.balance(product);
    }

    private ApiResponse adjust(String product, long delta, String reason) {
        return admin.newKey().post(path(product), body(delta, reason));
    }

    private long available(String product) {
        JsonNode stock = admin.get("/api/v1/products/" + product + "/stock").is(200).json();
        assertThat(stock.propertyNames()).containsExactlyInAnyOrder("product_id", "available");
        assertThat(stock.path("product_id").asString()).isEqualTo(product);
        return stock.path("available").asLong();
    }

    private static String path(String product) {
        return "/api/v1/products/" + product + "/stock-adjustments";
    }

    private static String body(long delta, String reason) {
        return "{\"delta\": %d, \"reason\": \"%s\"}".formatted(delta, reason);
    }
}
