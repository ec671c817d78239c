package dev.tenfold.shop.order;

import dev.tenfold.testing.client.Api;
import dev.tenfold.testing.client.Books;
import dev.tenfold.testing.client.Goods;
import dev.tenfold.testing.client.People;
import dev.tenfold.testing.client.Reply;
import dev.tenfold.testing.client.Together;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Orders that nobody pays. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderExpiryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Api owner;
    private final Api admin;
    private final Goods goods;
    private final Books books;
    private final JdbcClient jdbc;
    private final OrderExpiry expiry;
    private final Purchases purchases;

    OrderExpiryTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired OrderExpiry expiry) {
        var people = new People(new Api(port));
        this.owner = people.newUser().api();
        this.admin = people.admin();
        this.goods = new Goods(admin);
        this.books = new Books(jdbc);
        this.jdbc = jdbc;
        this.expiry = expiry;
        this.purchases = new Purchases(owner, admin, jdbc, expiry);
    }

    @Test
    void anUnpaidOrderExpiresByItselfAndGivesItsStockBack() {
        String product = goods.product(5);
        String order = purchases.order(product, OrderStatus.PENDING);
        purchases.age(order);
        await().atMost(PATIENCE).until(() -> status(order).equals("expired"));
        assertThat(books.onHand(product)).isEqualTo(5);
        Purchases.move(owner, order, "pay").isProblem(409, "illegal_transition");
        Purchases.move(owner, order, "cancel").isProblem(409, "illegal_transition");
        assertThat(books.onHand(product)).isEqualTo(5);
        books.balance(product);
    }

    @Test
    void instancesThatLookAtTheSameMomentExpireAnOrderOnce() {
        String product = goods.product(50);
        List<String> orders = Stream.generate(() -> purchases.order(product, OrderStatus.PENDING)).limit(20).toList();
        orders.forEach(purchases::age);
        Together.run(8, number -> {
            expiry.expireUnpaid();
            return number;
        });
        assertThat(orders).allMatch(order -> status(order).equals("expired"));
        assertThat(books.onHand(product)).isEqualTo(50);
        assertThat(orders).allMatch(order -> version(order) == 2);
        books.balance(product);
    }

    @Test
    void moreThanABatchExpireInOneGo() {
        String product = goods.product(500);
        List<String> orders = Stream.generate(() -> purchases.order(product, OrderStatus.PENDING)).limit(120).toList();
        orders.forEach(purchases::age);
        expiry.expireUnpaid();
        assertThat(books.onHand(product)).isEqualTo(500);
        books.balance(product);
    }

    @Test
    void aPaymentAndTheExpiryAtTheSameMomentAreOneOrTheOther() {
        for (int round = 0; round < 10; round++) {
            String product = goods.product(5);
            String order = purchases.order(product, OrderStatus.PENDING);
            purchases.age(order);
            List<Reply> replies = Together.run(2, number -> {
                if (number == 0) {
                    return Purchases.move(owner, order, "pay");
                }
                expiry.expireUnpaid();
                return owner.get(order);
            });
            boolean paid = replies.getFirst().status() == 200;
            if (!paid) {
                replies.getFirst().isProblem(409, "illegal_transition");
            }
            assertThat(status(order)).isEqualTo(paid ? "paid" : "expired");
            assertThat(books.onHand(product)).isEqualTo(paid ? 3 : 5);
            books.balance(product);
        }
    }

    @Test
    void noOtherOrderExpires() {
        String product = goods.product(50);
        String young = purchases.order(product, OrderStatus.PENDING);
        jdbc.sql("UPDATE orders SET created_at = created_at - interval '29 minutes' WHERE id = :id").param("id", Purchases.id(young))
                .update();
        String paid = purchases.order(product, OrderStatus.PAID);
        purchases.age(paid);
        expiry.expireUnpaid();
        assertThat(status(young)).isEqualTo("pending");
        assertThat(status(paid)).isEqualTo("paid");
        assertThat(books.onHand(product)).isEqualTo(46);
    }

    private String status(String order) {
        return owner.get(order).is(200).json().path("status").asString();
    }

    private long version(String order) {
        return jdbc.sql("SELECT version FROM orders WHERE id = :id").param("id", Purchases.id(order)).query(Long.class).single();
    }
}
