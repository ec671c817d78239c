package dev.tenfold.testing.deploy;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An instance behind PgBouncer and a worker without it, as in deploy/kubernetes/large. */
@Proof
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf("isInstalled")
class PoolerTest {

    /** The polling interval: so long that only a notification can be the reason when events are published at once. */
    private static final String SELDOM = "1h";
    private static final Duration SOONER_THAN_THE_POLL = Duration.ofSeconds(60);
    private static final int ORDERS = 40;

    private Services services;
    private PgBouncerProcess pooler;
    private Instance instance;
    private Instance worker;
    private ApiClient user;
    private String product;

    static boolean isInstalled() {
        return PgBouncerProcess.isInstalled();
    }

    @BeforeAll
    void start() {
        services = SeparateDatabase.create();
        worker = Instance.launch(services, Map.of("tenfold.roles", "worker", "tenfold.outbox.poll", SELDOM)).awaitReady();
        pooler = PgBouncerProcess.launch(services.postgres());
        Map<String, Object> pooled = new HashMap<>(new Services(pooler.pooled(), services.redis()).properties());
        pooled.putAll(Map.of("tenfold.roles", "api", "spring.flyway.enabled", "false"));
        instance = Instance.launch(services, pooled).awaitReady();
        var users = new TestUsers(services.postgres().client());
        var api = new ApiClient(instance.port());
        user = api.as(users.user().token());
        product = new TestProducts(api.as(users.admin().token())).product(1_000);
    }

    @AfterAll
    void stop() {
        Stream.of(instance, worker).filter(it -> it != null).forEach(Instance::close);
        if (pooler != null) {
            pooler.close();
        }
    }

    @Test
    void ordersOfManyConnectionsArePlacedAndTheWorkerIsNotifiedAtOnce() {
        JdbcClient jdbc = services.postgres().client();
        List<Integer> answers = IntStream.range(0, ORDERS).parallel()
                .mapToObj(_ -> user.newKey().post("/api/v1/orders", TestProducts.cart(product, 1)).status()).toList();
        assertThat(answers).hasSize(ORDERS).containsOnly(201);
        assertThat(jdbc.sql("SELECT on_hand FROM inventory WHERE product_id = :id::uuid").param("id", product).query(Long.class).single())
                .isEqualTo(1_000 - ORDERS);
        await().atMost(SOONER_THAN_THE_POLL).until(
                () -> jdbc.sql("SELECT count(*) FROM outbox WHERE told_at IS NULL").query(Long.class).single() == 0);
    }

    @ParameterizedTest
    @CsvSource({"statement_timeout, 5s", "lock_timeout, 2s", "idle_in_transaction_session_timeout, 10s"})
    void thePoolerSetsTheLimitsThatClientsCannotSet(String limit, String value) {
        assertThat(pooler.pooled().client().sql("SHOW " + limit).query(String.class).single()).isEqualTo(value);
    }

    @Test
    void aStatementIsCancelledThroughThePoolerAtItsDeadline() throws SQLException {
        try (var blocker = services.postgres().database().getConnection(); var statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
            user.with("X-Request-Timeout", "0.4").get("/api/v1/orders").isProblem(503, "deadline_exceeded");
            assertThat(services.postgres().client().sql("""
                    SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FROM orders%user_id = $1%'
                    """).query(Long.class).single()).as("of the user's; the worker that looks for unpaid orders waits too").isZero();
            blocker.rollback();
        }
        user.get("/api/v1/orders").is(200);
    }
}
