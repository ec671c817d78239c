package dev.tenfold.shop.checkout;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Two processes with one PostgreSQL and one Redis, which know nothing of each other. */
@Proof
class TwoInstancesTest {

    private static final String ORDERS = "/api/v1/orders";

    private static JdbcClient jdbc;
    private static TestUsers users;
    private static TestProducts products;
    private static final List<Instance> INSTANCES = new ArrayList<>();

    @BeforeAll
    static void start() {
        Services services = SeparateDatabase.create();
        var postgres = services.postgres();
        jdbc = postgres.client();
        INSTANCES.add(Instance.launch(services, Map.of()));
        INSTANCES.add(Instance.launch(services, Map.of()));
        INSTANCES.forEach(Instance::awaitReady);
        users = new TestUsers(jdbc);
        products = new TestProducts(instance(0).as(users.admin().token()));
    }

    @AfterAll
    static void stop() {
        INSTANCES.forEach(Instance::close);
    }

    @AfterEach
    void audit() {
        new OrderAudit(jdbc).holds();
    }

    @Test
    void tenOfFiveHundredBuyersGetTheTenPieces() {
        String product = products.product(10);
        List<TestUsers.Member> buyers = users.users(500);

        List<ApiResponse> replies = Concurrently.run(500, number -> {
            ApiClient buyer = instance(number).as(buyers.get(number).token()).newKey();
            return buyer.post(ORDERS, TestProducts.cart(product, 1));
        });

        assertThat(replies.stream().filter(reply -> reply.status() == 201).count()).isEqualTo(10);
        replies.stream().filter(reply -> reply.status() != 201).forEach(reply -> reply.isProblem(409, "insufficient_stock"));
        assertThat(onHand(product)).isZero();
        assertThat(ordersOf(product)).isEqualTo(10);
    }

    /** Small and many rounds: in each, batches of both instances compete for the last pieces. */
    @Test
    void theLastPiecesAreSoldOnceByConcurrentBatches() {
        List<TestUsers.Member> buyers = users.users(16);
        for (int round = 0; round < 40; round++) {
            String product = products.product(3);
            List<Integer> statuses = Concurrently.run(16, number -> {
                ApiClient buyer = instance(number).as(buyers.get(number).token()).newKey();
                return buyer.post(ORDERS, TestProducts.cart(product, 1)).status();
            });
            assertThat(statuses.stream().filter(status -> status == 201).count()).isEqualTo(3);
            assertThat(onHand(product)).isZero();
        }
    }

    @Test
    void cartsInOppositeOrderDoNotDeadlock() {
        String a = products.product(1_000_000);
        String b = products.product(1_000_000);
        List<TestUsers.Member> buyers = users.users(32);

        List<List<ApiResponse>> replies = Concurrently.run(32, number -> {
            ApiClient buyer = instance(number / 2).as(buyers.get(number).token());
            String cart = number % 2 == 0 ? cart(a, b) : cart(b, a);
            var mine = new ArrayList<ApiResponse>();
            for (int i = 0; i < 20; i++) {
                ApiResponse placed = buyer.newKey().post(ORDERS, cart);
                mine.add(placed);
                if (i % 4 == 0 && placed.status() == 201) {
                    mine.add(instance(number / 2 + 1).as(buyers.get(number).token()).post(placed.location() + "/cancel", ""));
                }
            }
            return mine;
        });

        replies.stream().flatMap(List::stream).forEach(reply -> reply.is(reply.path().equals(ORDERS) ? 201 : 200));
        assertThat(onHand(a)).isEqualTo(onHand(b)).isEqualTo(1_000_000 - 32 * 15);
        assertThat(jdbc.sql("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()").query(Long.class).single())
                .isZero();
    }

    @Test
    void equalRequestsAtTwoInstancesAreOneOrderWithTheSameBytes() {
        String product = products.product(1_000);
        for (int round = 0; round < 20; round++) {
            TestUsers.Member buyer = users.user();
            String key = UUID.randomUUID().toString();
            List<ApiResponse> twins = Concurrently.run(6, number -> {
                ApiClient client = instance(number).as(buyer.token()).key(key);
                return client.post(ORDERS, TestProducts.cart(product, 1));
            });
            twins.forEach(twin -> twin.is(201));
            assertThat(twins.stream().map(ApiResponse::text).distinct()).hasSize(1);
            assertThat(twins.stream().map(twin -> twin.header("Location")).distinct()).hasSize(1);
            assertThat(twins.stream().filter(twin -> "true".equals(twin.header("Idempotent-Replayed")))).hasSize(5);
        }
        assertThat(ordersOf(product)).isEqualTo(20);
        assertThat(onHand(product)).isEqualTo(980);
    }

    private static ApiClient instance(int number) {
        return new ApiClient(INSTANCES.get(number % INSTANCES.size()).port());
    }

    private static String cart(String first, String second) {
        return "{\"items\": [{\"product_id\": \"%s\", \"quantity\": 1}, {\"product_id\": \"%s\", \"quantity\": 1}]}".formatted(first,
                second);
    }

    private static long onHand(String product) {
        return jdbc.sql("SELECT on_hand FROM inventory WHERE product_id = :id").param("id", UUID.fromString(product)).query(Long.class)
                .single();
    }

    private static long ordersOf(String product) {
        return jdbc.sql("SELECT count(*) FROM order_lines WHERE product_id = :id").param("id", UUID.fromString(product)).query(Long.class)
                .single();
    }
}
