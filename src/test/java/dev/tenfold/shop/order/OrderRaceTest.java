package dev.tenfold.shop.order;

import dev.tenfold.testing.client.Api;
import dev.tenfold.testing.client.Books;
import dev.tenfold.testing.client.Goods;
import dev.tenfold.testing.client.People;
import dev.tenfold.testing.client.Reply;
import dev.tenfold.testing.client.Together;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Many at the same moment; afterwards the books must balance. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderRaceTest {

    private static final String ORDERS = "/api/v1/orders";

    private final List<Api> buyers;
    private final Api admin;
    private final Goods goods;
    private final Books books;

    OrderRaceTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        var people = new People(new Api(port));
        this.buyers = Stream.generate(() -> people.newUser().api()).limit(4).toList();
        this.admin = people.admin();
        this.goods = new Goods(admin);
        this.books = new Books(jdbc);
    }

    @Test
    void ofFiftyBuyersTenGetTheTenPieces() {
        String product = goods.product(10);
        List<Reply> replies = Together.run(50, number -> buyer(number).newKey().post(ORDERS, Goods.basket(product, 1)));
        assertThat(replies).filteredOn(reply -> reply.status() == 201).hasSize(10);
        replies.stream().filter(reply -> reply.status() != 201).forEach(reply -> reply.isProblem(409, "insufficient_stock"));
        assertThat(books.onHand(product)).isZero();
        assertThat(books.orders(product)).isEqualTo(10);
        books.balance(product);
    }

    @Test
    void basketsInOppositeOrderDoNotStopEachOther() {
        String[] products = IntStream.range(0, 4).mapToObj(_ -> goods.product(200)).toArray(String[]::new);
        List<List<Reply>> replies = Together.run(16, number -> IntStream.range(0, 5)
                .mapToObj(_ -> buyer(number).newKey().post(ORDERS, basket(products, number % 2 == 0))).toList());
        assertThat(replies.stream().flatMap(List::stream)).allMatch(reply -> reply.status() == 201);
        for (String product : products) {
            assertThat(books.onHand(product)).isEqualTo(200 - 16 * 5);
        }
        books.balance(products);
    }

    @Test
    void ordersCancellationsAndAdjustmentsAtTheSameMomentLoseNothing() {
        String[] products = IntStream.range(0, 3).mapToObj(_ -> goods.product(20)).toArray(String[]::new);
        List<List<Reply>> replies = Together.run(12, number -> IntStream.range(0, 5).mapToObj(_ -> move(number, products)).toList());
        assertThat(replies.stream().flatMap(List::stream)).allMatch(reply -> reply.status() < 500);
        books.balance(products);
    }

    @Test
    void aProductThatGoesWhileItIsOrderedIsOrderedWholeOrNotAtAll() {
        for (int round = 0; round < 5; round++) {
            String product = goods.product(10);
            List<Reply> replies = Together.run(5, number -> number == 0
                    ? admin.with("If-Match", "*").delete("/api/v1/products/" + product)
                    : buyer(number).newKey().post(ORDERS, Goods.basket(product, 1)));
            replies.getFirst().is(204);
            assertThat(replies.subList(1, 5)).allMatch(reply -> reply.status() == 201 || reply.status() == 422);
            assertThat(books.orders(product)).isEqualTo(replies.stream().filter(reply -> reply.status() == 201).count());
            books.balance(product);
        }
    }

    private Reply move(int number, String[] products) {
        if (number == 0) {
            return admin.newKey().post("/api/v1/products/" + products[ThreadLocalRandom.current().nextInt(3)] + "/stock-adjustments",
                    "{\"delta\": 1, \"reason\": \"Race\"}");
        }
        Reply placed = buyer(number).newKey().post(ORDERS, basket(products, number % 2 == 0));
        return placed.status() == 201 && number % 3 != 0 ? buyer(number).post(placed.header("Location") + "/cancel", "").is(200) : placed;
    }

    private Api buyer(int number) {
        return buyers.get(number % buyers.size());
    }

    private static String basket(String[] products, boolean forward) {
        List<String> items = Arrays.stream(products).map(product -> "{\"product_id\": \"" + product + "\", \"quantity\": 1}").toList();
        return "{\"items\": [" + String.join(", ", forward ? items : items.reversed()) + "]}";
    }
}
