package dev.tenfold.shop.order;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.StockAssertions;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Orders that are not paid. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderExpiryTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final ApiClient owner;
    private final ApiClient admin;
    private final TestProducts products;
    private final StockAssertions stockAssertions;
    private final JdbcClient jdbc;
    private final OrderExpiry expiry;
    private final TestOrders testOrders;

    OrderExpiryTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired OrderExpiry expiry) {
        var people = new TestAccounts(new ApiClient(port));
        this.owner = people.newUser().api();
        this.admin = people.admin();
        this.products = new TestProducts(admin);
        this.stockAssertions = new StockAssertions(jdbc);
        this.jdbc = jdbc;
        this.expiry = expiry;
        this.testOrders = new TestOrders(owner, admin, jdbc, expiry);
    }

    @Test
    void anUnpaidOrderExpiresAndReturnsItsStock() {
        String product = products.product(5);
        String order = testOrders.order(product, OrderStatus.PENDING);
        testOrders.age(order);
        await().atMost(TIMEOUT).until(() -> status(order).equals("expired"));
        assertThat(stockAssertions.onHand(product)).isEqualTo(5);
        TestOrders.move(admin, order, "pay").isProblem(409, "illegal_transition");
        TestOrders.move(owner, order, "cancel").isProblem(409, "illegal_transition");
        assertThat(stockAssertions.onHand(product)).isEqualTo(5);
        stockAssertions.balance(product);
    }

    @Test
    void concurrentInstancesExpireAnOrderOnce() {
        String product = products.product(50);
        List<String> orders = Stream.generate(() -> testOrders.order(product, OrderStatus.PENDING)).limit(20).toList();
        orders.forEach(testOrders::age);
        Concurrently.run(8, number -> {
            expiry.expireUnpaid();
            return number;
        });
        assertThat(orders).allMatch(order -> status(order).equals("expired"));
        assertThat(stockAssertions.onHand(product)).isEqualTo(50);
        assertThat(orders).allMatch(order -> version(order) == 2);
        stockAssertions.balance(product);
    }

    @Test
    void moreOrdersThanABatchExpireInOneRun() {
        String product = products.product(500);
        List<String> orders = Stream.generate(() -> testOrders.order(product, OrderStatus.PENDING)).limit(120).toList();
        orders.forEach(testOrders::age);
        expiry.expireUnpaid();
        assertThat(stockAssertions.onHand(product)).isEqualTo(500);
        stockAssertions.balance(product);
    }

    /** More of them than the expiry reads at once. */
    @Test
    void ordersThatCannotBeExpiredDoNotHoldBackTheOthers() {
        String product = products.product(5);
        String order = testOrders.order(product, OrderStatus.PENDING);
        testOrders.age(order);
        UUID broken = new TestUsers(jdbc).user().id();
        jdbc.sql("""
                INSERT INTO orders (id, user_id, status, total_amount, currency, created_at, updated_at)
                SELECT uuidv7(), :user, 'pending', 1, 'USD', now() - interval '2 days', now() FROM generate_series(1, 120)
                """).param("user", broken).update();
        jdbc.sql("""
                CREATE FUNCTION refuse_expiry() RETURNS trigger LANGUAGE plpgsql AS
                $$BEGIN IF NEW.user_id = '%s' THEN RAISE EXCEPTION 'this one cannot expire' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END$$
                """.formatted(broken)).update();
        jdbc.sql("CREATE TRIGGER refuse_expiry BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION refuse_expiry()").update();
        try {
            expiry.expireUnpaid();
            assertThat(status(order)).isEqualTo("expired");
        } finally {
            jdbc.sql("DROP FUNCTION refuse_expiry CASCADE").update();
            jdbc.sql("DELETE FROM orders WHERE user_id = :user AND status = 'pending'").param("user", broken).update();
        }
    }

    @Test
    void onlyOneOfAPaymentAndTheExpiryAtTheSameMomentSucceeds() {
        for (int round = 0; round < 10; round++) {
            String product = products.product(5);
            String order = testOrders.order(product, OrderStatus.PENDING);
            testOrders.age(order);
            List<ApiResponse> replies = Concurrently.run(2, number -> {
                if (number == 0) {
                    return TestOrders.move(admin, order, "pay");
                }
                expiry.expireUnpaid();
                return owner.get(order);
            });
            boolean paid = replies.getFirst().status() == 200;
            if (!paid) {
                replies.getFirst().isProblem(409, "illegal_transition");
            }
            assertThat(status(order)).isEqualTo(paid ? "paid" : "expired");
            assertThat(stockAssertions.onHand(product)).isEqualTo(paid ? 3 : 5);
            stockAssertions.balance(product);
        }
    }

    @Test
    void paidAndRecentOrdersDoNotExpire() {
        String product = products.product(50);
        String young = testOrders.order(product, OrderStatus.PENDING);
        jdbc.sql("UPDATE orders SET created_at = created_at - interval '29 minutes' WHERE id = :id").param("id", TestOrders.id(young))
                .update();
        String paid = testOrders.order(product, OrderStatus.PAID);
        testOrders.age(paid);
        expiry.expireUnpaid();
        assertThat(status(young)).isEqualTo("pending");
        assertThat(status(paid)).isEqualTo("paid");
        assertThat(stockAssertions.onHand(product)).isEqualTo(46);
    }

    private String status(String order) {
        return owner.get(order).is(200).json().path("status").asString();
    }

    private long version(String order) {
        return jdbc.sql("SELECT version FROM orders WHERE id = :id").param("id", TestOrders.id(order)).query(Long.class).single();
    }
}
