package dev.tenfold.traffic.loadshedding;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Requests whose deadline passes while the orders table is locked. */
@TenfoldTest(properties = {"tenfold.checkout.concurrency=1", "tenfold.checkout.max-wait=20s", "tenfold.order.expiry-interval=1h",
    "spring.datasource.hikari.data-source-properties.socketTimeout=60",
    "spring.datasource.hikari.data-source-properties.options=-c statement_timeout=30000 -c lock_timeout=30000"})
@DirtiesContext
class DeadlineTest {

    private static final Services SERVICES = SeparateDatabase.create();

    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final ApiClient api;
    private final Person ada;
    private final String product;

    DeadlineTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
        var people = new TestAccounts(api);
        this.ada = people.newUser();
        this.product = new TestProducts(people.admin()).product(100);
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry settings) {
        SERVICES.addTo(settings);
    }

    @AfterEach
    void close() {
        clients.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "0", "0.000", "-1", "1e3", "1.2345", "1,5", "NaN", "9999999"})
    void anInvalidTimeoutIsRefused(String time) {
        api.with("X-Request-Timeout", time).get("/api/v1/products/" + product).isProblem(400, "invalid_parameter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "2.5", "29.999", "999999"})
    void aLongTimeoutChangesNothing(String time) {
        ada.api().with("X-Request-Timeout", time).get("/api/v1/orders").is(200);
    }

    @Test
    void aRequestPastItsDeadlineStopsUsingTheDatabase() throws SQLException {
        try (var standstill = new OrdersTableLock(SERVICES.postgres())) {
            long start = System.nanoTime();
            ApiResponse reply = ada.api().with("X-Request-Timeout", "0.4").get("/api/v1/orders").isProblem(503, "deadline_exceeded");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(350), Duration.ofSeconds(15));
            assertThat(reply.header("Retry-After")).isNotBlank();
            assertThat(standstill.waiting()).as("statements of it that still run").isZero();
        }
        ada.api().get("/api/v1/orders").is(200);
    }

    @Test
    void aWaitingOrderIsNotPlacedAfterItsDeadline() throws SQLException, ExecutionException, InterruptedException {
        String key = UUID.randomUUID().toString();
        Future<ApiResponse> ahead;
        try (var standstill = new OrdersTableLock(SERVICES.postgres())) {
            ahead = clients.submit(() -> order("30", UUID.randomUUID().toString()));
            await().until(() -> standstill.waiting() == 1);
            order("0.3", key).isProblem(503, "deadline_exceeded");
        }
        assertThat(ahead.get().status()).isEqualTo(201);
        assertThat(order("30", key).is(201).header("Idempotent-Replayed")).as("not placed before").isNull();
    }

    @Test
    void anOrderInABatchGetsItsResultEvenAfterItsDeadline() throws SQLException, ExecutionException, InterruptedException {
        String key = UUID.randomUUID().toString();
        Future<ApiResponse> taken;
        try (var standstill = new OrdersTableLock(SERVICES.postgres())) {
            taken = clients.submit(() -> order("2", key));
            await().until(() -> standstill.waiting() == 1);
            await().pollDelay(Duration.ofMillis(2300)).until(() -> standstill.waiting() == 1); // its deadline has passed, and the batch goes on
        }
        taken.get().is(201);
        assertThat(order("30", key).is(201).header("Idempotent-Replayed")).isEqualTo("true");
    }

    private ApiResponse order(String seconds, String key) {
        return ada.api().key(key).with("X-Request-Timeout", seconds).post("/api/v1/orders", TestProducts.cart(product, 1));
    }
}
