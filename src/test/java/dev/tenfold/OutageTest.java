package dev.tenfold;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Failures of PostgreSQL and Redis: down, frozen, and back again. The servers belong to this test alone. */
@Proof
@TenfoldTest(properties = {"tenfold.redis.timeout=100ms", "tenfold.redis.heartbeat-timeout=500ms", "tenfold.ratelimit.timeout=50ms",
    "spring.data.redis.timeout=500ms"}) // as in production
@DirtiesContext
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    /**
     * Less than a client waits for a response: a request to a frozen database ends by its socket timeout of 7 s. The rest is reserve for
     * a busy machine.
     */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(25);
    private static final String ME = "/api/v1/users/me";
    private static final EmbeddedServices SERVICES = EmbeddedServices.start(Durability.CRASH_SAFE);

    private final ApiClient api;
    private final TestAccounts people;
    private final ApiClient admin;
    private final Person ada;
    private final String product;
    private final MeterRegistry metrics;

    OutageTest(@LocalServerPort int port, @Autowired MeterRegistry metrics) {
        this.api = new ApiClient(port);
        this.metrics = metrics;
        this.people = new TestAccounts(api);
        this.admin = people.admin();
        this.ada = people.newUser();
        this.product = new TestProducts(admin).product(100);
    }

    @DynamicPropertySource
    static void servers(DynamicPropertyRegistry settings) {
        SERVICES.addresses().addTo(settings);
    }

    @AfterAll
    static void close() {
        SERVICES.close();
    }

    @Test
    void withoutPostgresEveryRequestGets503AndTheServiceRecovers() {
        String key = UUID.randomUUID().toString();
        SERVICES.postgres().stop();
        try {
            callsOfTheDatabase(key).forEach(OutageTest::assertUnavailable);
            api.get("/actuator/health/liveness").is(200);
            api.get("/actuator/health/readiness").is(200);
            assertThat(api.get("/actuator/health").json().path("status").asString()).isEqualTo("DOWN");
        } finally {
            SERVICES.postgres().start();
        }
        await().atMost(SOON).until(() -> callsOfTheDatabase(key).stream().allMatch(call -> call.get().status() < 400));
        await().atMost(SOON).until(() -> api.get("/actuator/health").json().path("status").asString().equals("UP"));
    }

    @Test
    void withPostgresFrozenNoRequestWaitsForLong() {
        SERVICES.postgres().pause();
        try {
            assertUnavailable(() -> admin.get("/api/v1/orders"));
            assertUnavailable(() -> ada.api().newKey().post("/api/v1/orders", TestProducts.cart(product, 1)));
            api.get("/actuator/health/liveness").is(200);
            api.get("/actuator/health/readiness").is(200);
        } finally {
            SERVICES.postgres().resume();
        }
        await().atMost(SOON).until(() -> admin.get("/api/v1/orders").status() == 200);
    }

    @Test
    void withoutPostgresRevokedTokensStayRevokedAndOthersStayValid() {
        String credentials = "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(ada.email(), TestAccounts.PASSWORD);
        ApiResponse tokens = api.post("/api/v1/auth/token", credentials).is(200);
        ApiClient signedOut = api.as(tokens.json().path("access_token").asString());
        signedOut.get(ME).is(200);
        api.post("/api/v1/auth/logout", "{\"refresh_token\": \"%s\"}".formatted(tokens.json().path("refresh_token").asString())).is(204);
        awaitCached();
        double disconnects = redisDisconnects();
        SERVICES.postgres().stop();
        try {
            signedOut.get(ME).isProblem(401, "unauthenticated");
            ApiResponse me = ada.api().get(ME);
            if (redisDisconnects() == disconnects) {
                me.is(200); // from the cache
            } else { // on a busy machine Redis may answer late; then the service does not use its cache
                assertThat(me.status()).isIn(200, 503);
            }
        } finally {
            SERVICES.postgres().start();
        }
        await().atMost(SOON).until(() -> admin.get("/api/v1/orders").status() == 200);
        signedOut.get(ME).isProblem(401, "unauthenticated");
    }

    /**
     * Waits until the profile is served from this process's local cache. In another test, an invalidation could perhaps not be marked as
     * done because PostgreSQL was down. It would be sent once more later, so first there must be none left.
     */
    private void awaitCached() {
        var jdbc = SERVICES.addresses().postgres().client();
        await().atMost(SOON).until(() -> jdbc.sql("SELECT count(*) FROM cache_invalidations").query(Integer.class).single() == 0);
        await().atMost(SOON).until(() -> {
            double before = nearHits();
            ada.api().get(ME).is(200);
            return nearHits() > before;
        });
    }

    private double nearHits() {
        return metrics.get("cache.gets").tags("cache", "user", "tier", "local", "result", "hit").counter().count();
    }

    private double redisDisconnects() {
        return metrics.find("tenfold.redis.disconnects").counters().stream().mapToDouble(Counter::count).sum();
    }

    @Test
    void withoutRedisAllRequestsWorkAndHealthIsDegraded() {
        SERVICES.redis().stop();
        try {
            assertEverythingAnswers();
            ApiResponse health = api.get("/actuator/health").is(200);
            assertThat(health.json().path("status").asString()).isEqualTo("DEGRADED");
            assertThat(health.json().path("components").path("redis").path("status").asString()).isEqualTo("DEGRADED");
            api.get("/actuator/health/readiness").is(200);
        } finally {
            SERVICES.redis().start();
        }
        await().atMost(SOON).until(() -> api.get("/actuator/health").json().path("status").asString().equals("UP"));
    }

    @Test
    void withRedisFrozenAllRequestsWork() {
        SERVICES.redis().pause();
        try {
            assertEverythingAnswers();
            assertThat(api.get("/actuator/health").is(200).json().path("status").asString()).isEqualTo("DEGRADED");
        } finally {
            SERVICES.redis().resume();
        }
        await().atMost(SOON).until(() -> api.get("/actuator/health").json().path("status").asString().equals("UP"));
    }

    private void assertEverythingAnswers() {
        String path = "/api/v1/products/" + product;
        api.get(path).is(200);
        api.get(path + "/stock").is(200);
        String tag = String.valueOf(api.get(path).header("ETag"));
        admin.with("If-Match", tag).patch(path, "{\"name\": \"Tea %s\"}".formatted(UUID.randomUUID())).is(200);
        ada.api().get(ME).is(200);
        ada.api().newKey().post("/api/v1/orders", TestProducts.cart(product, 1)).is(201);
        people.signIn(ada.email()).get("/api/v1/orders").is(200);
    }

    private List<Supplier<ApiResponse>> callsOfTheDatabase(String key) {
        String refused = "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(ada.email(), TestAccounts.PASSWORD);
        return List.of(() -> api.get("/api/v1/products?q=tea"), () -> admin.get("/api/v1/users"), () -> ada.api().get("/api/v1/orders"),
                () -> api.get("/api/v1/products/" + product + "/stock"), () -> api.post("/api/v1/auth/token", refused),
                () -> ada.api().patch("/api/v1/users/" + ada.id(), "{\"name\": \"Ada\"}"),
                () -> ada.api().key(key).post("/api/v1/orders", TestProducts.cart(product, 1)),
                () -> admin.key(key).post("/api/v1/products/" + product + "/stock-adjustments", "{\"delta\": 1, \"reason\": \"found\"}"));
    }

    private static void assertUnavailable(Supplier<ApiResponse> call) {
        Instant start = Instant.now();
        ApiResponse reply = call.get().isProblem(503, "dependency_unavailable");
        assertThat(Duration.between(start, Instant.now())).as("%s %s", reply.method(), reply.path()).isLessThan(LONGEST_ANSWER);
        assertThat(Integer.parseInt(String.valueOf(reply.header("Retry-After")))).isBetween(1, 60);
        assertThat(reply.text()).doesNotContain("Exception", "jdbc", "postgres", "Hikari");
    }
}
