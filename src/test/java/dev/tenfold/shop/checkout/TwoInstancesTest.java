package dev.tenfold.shop.checkout;

import dev.tenfold.testing.client.Api;
import dev.tenfold.testing.client.Crowd;
import dev.tenfold.testing.client.Goods;
import dev.tenfold.testing.client.Reply;
import dev.tenfold.testing.client.Together;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.OwnDatabase;
import dev.tenfold.testing.services.Proof;
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

/** Two processes on one PostgreSQL and one Redis, which know nothing of each other. */
@Proof
class TwoInstancesTest {

    private static final String ORDERS = "/api/v1/orders";

    private static JdbcClient jdbc;
    private static Crowd crowd;
    private static Goods goods;
    private static final List<Instance> INSTANCES = new ArrayList<>();

    @BeforeAll
    static void start() {
        Services services = OwnDatabase.create();
        var postgres = services.postgres();
        jdbc = postgres.client();
        INSTANCES.add(Instance.launch(services, Map.of()));
        INSTANCES.add(Instance.launch(services, Map.of()));
        INSTANCES.forEach(Instance::awaitReady);
        crowd = new Crowd(jdbc);
        goods = new Goods(instance(0).as(crowd.admin().token()));
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
    void ofFiveHundredBuyersTenGetTheTenPieces() {
        String product = goods.product(10);
        List<Crowd.Member> buyers = crowd.users(500);

        List<Reply> replies = Together.run(500, number -> {
            Api buyer = instance(number).as(buyers.get(number).token()).newKey();
            return buyer.post(ORDERS, Goods.basket(product, 1));
        });

        assertThat(replies.stream().filter(reply -> reply.status() == 201).count()).isEqualTo(10);
        replies.stream().filter(reply -> reply.status() != 201).forEach(reply -> reply.isProblem(409, "insufficient_stock"));
        assertThat(onHand(product)).isZero();
        assertThat(ordersOf(product)).isEqualTo(10);
    }

    /** Small and often: each round has its own moment at which all turns of both instances meet at the last pieces. */
    @Test
    void theLastPiecesAreSoldOnceHoweverManyTurnsMeetAtThem() {
        List<Crowd.Member> buyers = crowd.users(16);
        for (int round = 0; round < 40; round++) {
            String product = goods.product(3);
            List<Integer> statuses = Together.run(16, number -> {
                Api buyer = instance(number).as(buyers.get(number).token()).newKey();
                return buyer.post(ORDERS, Goods.basket(product, 1)).status();
            });
            assertThat(statuses.stream().filter(status -> status == 201).count()).isEqualTo(3);
            assertThat(onHand(product)).isZero();
        }
    }

    @Test
    void oppositeBasketsMeetInNoDeadlock() {
        String a = goods.product(1_000_000);
        String b = goods.product(1_000_000);
        List<Crowd.Member> buyers = crowd.users(32);

        List<List<Reply>> replies = Together.run(32, number -> {
            Api buyer = instance(number / 2).as(buyers.get(number).token());
            String basket = number % 2 == 0 ? basket(a, b) : basket(b, a);
            var mine = new ArrayList<Reply>();
            for (int i = 0; i < 20; i++) {
                Reply placed = buyer.newKey().post(ORDERS, basket);
                mine.add(placed);
                if (i % 4 == 0 && placed.status() == 201) {
                    mine.add(instance(number / 2 + 1).as(buyers.get(number).token()).post(placed.header("Location") + "/cancel", ""));
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
    void twinsAtTwoInstancesAreOneOrderWithTheSameBytes() {
        String product = goods.product(1_000);
        for (int round = 0; round < 20; round++) {
            Crowd.Member buyer = crowd.user();
            String key = UUID.randomUUID().toString();
            List<Reply> twins = Together.run(6, number -> {
                Api client = instance(number).as(buyer.token()).key(key);
                return client.post(ORDERS, Goods.basket(product, 1));
            });
            twins.forEach(twin -> twin.is(201));
            assertThat(twins.stream().map(Reply::text).distinct()).hasSize(1);
            assertThat(twins.stream().map(twin -> twin.header("Location")).distinct()).hasSize(1);
            assertThat(twins.stream().filter(twin -> "true".equals(twin.header("Idempotent-Replayed")))).hasSize(5);
        }
        assertThat(ordersOf(product)).isEqualTo(20);
        assertThat(onHand(product)).isEqualTo(980);
    }

    private static Api instance(int number) {
        return new Api(INSTANCES.get(number % INSTANCES.size()).port());
    }

    private static String basket(String first, String second) {
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
