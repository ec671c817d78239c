package dev.tenfold.platform.shutdown;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Postgres;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import java.io.IOException;
import java.net.ConnectException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The shutdown of real processes by SIGTERM. */
@Proof
class ShutdownTest {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);
    private static final int CLIENTS = 40;
    private static final String LOCKED = """
            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
            """;

    private static Services services;
    private static Postgres postgres;
    private static JdbcClient jdbc;
    private static TestUsers users;

    @BeforeAll
    static void start() {
        services = SeparateDatabase.create();
        postgres = services.postgres();
        jdbc = postgres.client();
        users = new TestUsers(jdbc);
    }

    /** What one client saw until no connection was accepted any more. */
    private record Met(int answered, boolean connectionClosed, String failure) {}

    /** The notice is longer than in production: on a busy machine a client may need more than 2 s until its next request. */
    @Test
    void everyRequestIsAnsweredDuringAShutdown() {
        var neverBusy = Map.of("tenfold.loadshedding.enabled", "false", "tenfold.checkout.max-wait", "20s", "tenfold.shutdown.drain-notice",
                "10s");
        try (var instance = Instance.launch(services, neverBusy).awaitReady()) {
            String product = new TestProducts(new ApiClient(instance.port()).as(users.admin().token())).product(1_000_000);
            List<TestUsers.Member> buyers = users.users(CLIENTS);
            var begun = new AtomicBoolean();

            List<Met> met = Concurrently.run(CLIENTS + 1, number -> {
                if (number == CLIENTS) {
                    await().atMost(LONG_ENOUGH).untilTrue(begun);
                    instance.stop();
                    return new Met(0, true, "");
                }
                return orderUntilRefused(instance.port(), buyers.get(number).token(), product, begun);
            });

            assertThat(met).allSatisfy(client -> assertThat(client.failure()).isEmpty());
            assertThat(met).allSatisfy(client -> assertThat(client.connectionClosed()).isTrue());
            assertThat(instance.awaitEnd(LONG_ENOUGH)).isZero();
            int answered = met.stream().mapToInt(Met::answered).sum();
            assertThat(jdbc.sql("SELECT count(*) FROM order_lines WHERE product_id = :id").param("id", UUID.fromString(product))
                    .query(Long.class).single()).as("orders, of %d answered with 201", answered).isEqualTo(answered);
        }
    }

    private static Met orderUntilRefused(int port, String token, String product, AtomicBoolean begun) {
        int answered = 0;
        boolean connectionClosed = false;
        String body = TestProducts.cart(product, 1);
        while (true) {
            try (var connection = new KeepAliveConnection(port)) {
                for (boolean open = true; open;) {
                    var answer = connection.ask("""
                            POST /api/v1/orders HTTP/1.1
                            Host: tenfold
                            Authorization: Bearer %s
                            Idempotency-Key: %s
                            Content-Type: application/json
                            Content-Length: %d

                            %s""".formatted(token, UUID.randomUUID(), body.length(), body).replace("\n", "\r\n"));
                    if (answer.status() != 201) {
                        return new Met(answered, connectionClosed, "status " + answer.status());
                    }
                    answered++;
                    begun.compareAndSet(false, answered > 20);
                    open = !answer.closes();
                    connectionClosed = answer.closes();
                }
            } catch (ConnectException refused) {
                return new Met(answered, connectionClosed, "");
            } catch (IOException broken) {
                return new Met(answered, connectionClosed, broken.toString());
            }
        }
    }

    @Test
    void activeRequestsAreCompleted() throws SQLException {
        var waitsForLocks =
                Map.of("spring.datasource.hikari.data-source-properties.options", "-c lock_timeout=25000 -c statement_timeout=25000");
        try (var instance = Instance.launch(services, waitsForLocks).awaitReady()) {
            ApiClient admin = new ApiClient(instance.port()).as(users.admin().token());
            String product = new TestProducts(admin).product(5);
            try (Connection holder = lock(product)) {
                CompletableFuture<ApiResponse> adjustment = adjust(admin, product);
                await().atMost(LONG_ENOUGH).until(() -> jdbc.sql(LOCKED).query(Long.class).single() == 1);
                instance.stop();
                await().atMost(LONG_ENOUGH).until(() -> refuses(instance.port()));
                holder.rollback();

                adjustment.orTimeout(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS).join().is(201);
            }
            assertThat(instance.awaitEnd(LONG_ENOUGH)).isZero();
        }
    }

    @Test
    void aHangingThreadIsLoggedAndTheExitCodeIs1() throws SQLException {
        var patient =
                Map.of("tenfold.shutdown.timeout", "2s", "spring.datasource.hikari.data-source-properties.options", "-c lock_timeout=0");
        try (var instance = Instance.launch(services, patient).awaitReady()) {
            ApiClient admin = new ApiClient(instance.port()).as(users.admin().token());
            String product = new TestProducts(admin).product(5);
            try (Connection holder = lock(product)) {
                CompletableFuture<ApiResponse> adjustment = adjust(admin, product);
                await().atMost(LONG_ENOUGH).until(() -> jdbc.sql(LOCKED).query(Long.class).single() == 1);
                instance.stop();

                assertThat(instance.awaitEnd(LONG_ENOUGH)).isEqualTo(1);
                assertThat(instance.log()).contains("Shutdown did not finish within PT2S")
                        .contains("at dev.tenfold.shop.inventory.StockRepository");
                assertThat(adjustment).failsWithin(LONG_ENOUGH);
                holder.rollback();
            }
        }
    }

    /** Locks a product's stock until this connection's transaction ends. */
    private static Connection lock(String product) throws SQLException {
        Connection holder = postgres.database().getConnection();
        holder.setAutoCommit(false);
        try (var statement = holder.prepareStatement("SELECT 1 FROM inventory WHERE product_id = ?::uuid FOR UPDATE")) {
            statement.setString(1, product);
            statement.execute();
        }
        return holder;
    }

    private static CompletableFuture<ApiResponse> adjust(ApiClient admin, String product) {
        return CompletableFuture.supplyAsync(() -> admin.newKey().post("/api/v1/products/" + product + "/stock-adjustments",
                "{\"delta\": 1, \"reason\": \"a delivery\"}"));
    }

    private static boolean refuses(int port) throws IOException {
        try (var _ = new KeepAliveConnection(port)) {
            return false;
        } catch (ConnectException refused) {
            return true;
        }
    }
}
