package dev.tenfold.traffic.loadshedding;

import dev.tenfold.api.route.RequestClass;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.RawConnection;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An instance with at most 16 active requests, whose orders table is locked. Lists may use 9 of the 16, reads 12. */
@TenfoldTest(
        properties = {"tenfold.loadshedding.max-concurrency=16", "tenfold.loadshedding.min-concurrency=16",
            "tenfold.loadshedding.guaranteed=0",
            "tenfold.loadshedding.max-wait=200ms",
            "tenfold.ratelimit.enabled=true", "tenfold.ratelimit.policies.anonymous.capacity=30",
            "tenfold.ratelimit.policies.signin.capacity=100", "tenfold.ratelimit.policies.signup.capacity=100",
            "tenfold.order.expiry-interval=1h", "tenfold.checkout.max-wait=60s",
            "spring.datasource.hikari.data-source-properties.socketTimeout=60",
            "spring.datasource.hikari.data-source-properties.options=-c statement_timeout=30000 -c lock_timeout=30000"})
@DirtiesContext
class LoadSheddingTest {

    private static final Logger LOG = LoggerFactory.getLogger(LoadSheddingTest.class);
    private static final Services SERVICES = SeparateDatabase.create();
    private static final int REFUSALS = 10;
    private static final int ANONYMOUS = 30;

    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final int port;
    private final ConcurrencyLimiter limiter;
    private final ApiClient api;
    private final Person ada;
    private final String product;
    private final String order;

    LoadSheddingTest(@LocalServerPort int port, @Autowired ConcurrencyLimiter limiter) {
        this.port = port;
        this.limiter = limiter;
        this.api = new ApiClient(port);
        var people = new TestAccounts(api);
        this.ada = people.newUser();
        this.product = new TestProducts(people.admin()).product(100);
        this.order = placed(ada.api()).is(201).json().path("id").asString();
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry settings) {
        SERVICES.addTo(settings);
    }

    @AfterEach
    void close() {
        clients.close();
    }

    @Test
    void listsAreRefusedFirstThenReadsThenOrders() throws SQLException, ExecutionException, InterruptedException {
        List<Future<ApiResponse>> held = new ArrayList<>();
        try (var _ = new OrdersTableLock(SERVICES.postgres())) {
            held.addAll(hold(RequestClass.LISTS, 9, this::list));
            assertRefused(this::list);
            assertThat(overOneConnection()).containsSubsequence("HTTP/1.1 503", "X-Request-Id: one", "\"/api/v1/orders\"", "HTTP/1.1 503",
                    "X-Request-Id: two", "HTTP/1.1 404").containsOnlyOnce("Connection: close");
            held.addAll(hold(RequestClass.READS, 3, this::read));
            assertRefused(this::read);
            assertRefused(this::list);
            held.addAll(hold(RequestClass.ORDERS, 4, this::order));
            assertRefused(this::order);
            assertRefused(this::read);
            assertThat(limiter.activeRequests(RequestClass.ORDERS)).isEqualTo(4);
            printRefusals();
        }
        for (Future<ApiResponse> waited : held) { // on a slow machine a statement may have timed out
            assertThat(waited.get().text()).as("what was taken on is not refused later").doesNotContain("\"overloaded\"");
        }
        for (RequestClass kind : RequestClass.values()) {
            await().until(() -> limiter.activeRequests(kind) == 0);
        }
        ada.api().get("/api/v1/orders").is(200);
        ada.api().get("/api/v1/orders/" + order).is(200);
        placed(ada.api()).is(201);
    }

    /** RateLimitTest shows that refused tokens do count. */
    @Test
    void aRequestRefusedForLoadDoesNotCountAsARefusedToken() throws SQLException {
        try (var _ = new OrdersTableLock(SERVICES.postgres())) {
            hold(RequestClass.LISTS, 9, this::list);
            for (int refusal = 0; refusal < ANONYMOUS; refusal++) {
                assertRefused(this::list);
            }
        }
        await().until(() -> limiter.activeRequests(RequestClass.LISTS) == 0);
        ada.api().get("/api/v1/orders").is(200);
    }

    @Test
    void eachClassKeepsAMinimumOfCapacity() throws SQLException {
        try (var _ = new OrdersTableLock(SERVICES.postgres())) {
            hold(RequestClass.ORDERS, 16, this::order);
            assertRefused(this::order);
            api.impatient().get("/api/v1/products/" + product).is(200);
            api.impatient().get("/api/v1/products").is(200);
            new TestAccounts(api.impatient()).signIn(ada.email());
        }
    }

    /** Two lists that are refused and a product, over one connection: a refused client keeps its connection. */
    private String overOneConnection() {
        String head = " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
        return new RawConnection(port)
                .all("GET /api/v1/orders?limit=5" + head + "X-Request-Id: one\r\n\r\nGET /api/v1/products?limit=7" + head
                        + "X-Request-Id: two\r\n\r\nGET /api/v1/products/" + UUID.randomUUID()
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    }

    private ApiResponse list() {
        return ada.api().impatient().get("/api/v1/orders");
    }

    private ApiResponse read() {
        return ada.api().impatient().get("/api/v1/orders/" + order);
    }

    private ApiResponse order() {
        return placed(ada.api().impatient());
    }

    private ApiResponse placed(ApiClient buyer) {
        return buyer.newKey().post("/api/v1/orders", TestProducts.cart(product, 1));
    }

    /** Sends this many requests, and waits until they are active. They stay active while the table is locked. */
    private List<Future<ApiResponse>> hold(RequestClass kind, int requests, Supplier<ApiResponse> call) {
        List<Future<ApiResponse>> held = new ArrayList<>();
        for (int request = 0; request < requests; request++) {
            held.add(clients.submit(call::get));
        }
        await().until(() -> limiter.activeRequests(kind) == requests);
        return held;
    }

    private static void assertRefused(Supplier<ApiResponse> call) {
        ApiResponse reply = call.get().isProblem(503, "overloaded");
        assertThat(Integer.parseInt(String.valueOf(reply.header("Retry-After")))).isBetween(1, 3);
        assertThat(reply.header("X-Request-Id")).isNotBlank();
    }

    private void printRefusals() {
        long[] nanos = LongStream.range(0, REFUSALS).map(_ -> {
            long start = System.nanoTime();
            list();
            return System.nanoTime() - start;
        }).sorted().toArray();
        LOG.info("A refusal takes {} us at the median, client included", Duration.ofNanos(nanos[REFUSALS / 2]).toNanos() / 1000);
    }
}
