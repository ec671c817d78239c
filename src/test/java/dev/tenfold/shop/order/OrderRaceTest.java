package dev.tenfold.shop.order;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.StockAssertions;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
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

/** Many concurrent orders; afterwards stock and ledger must agree. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderRaceTest {

    private static final String ORDERS = "/api/v1/orders";

    private final List<ApiClient> buyers;
    private final ApiClient admin;
    private final TestProducts testProducts;
    private final StockAssertions stockAssertions;

    OrderRaceTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        var people = new TestAccounts(new ApiClient(port));
        this.buyers = Stream.generate(() -> people.newUser().api()).limit(4).toList();
        this.admin = people.admin();
        this.testProducts = new TestProducts(admin);
        this.stockAssertions = new StockAssertions(jdbc);
    }

    @Test
    void tenOfFiftyBuyersGetTheTenPieces() {
        String product = testProducts.product(10);
        List<ApiResponse> replies = Concurrently.run(50, number -> buyer(number).newKey().post(ORDERS, TestProducts.cart(product, 1)));
        assertThat(replies).filteredOn(reply -> reply.status() == 201).hasSize(10);
        replies.stream().filter(reply -> reply.status() != 201).forEach(reply -> reply.isProblem(409, "insufficient_stock"));
        assertThat(stockAssertions.onHand(product)).isZero();
        assertThat(stockAssertions.orders(product)).isEqualTo(10);
        stockAssertions.balance(product);
    }

    @Test
    void cartsInOppositeOrderDoNotDeadlock() {
        String[] products = IntStream.range(0, 4).mapToObj(_ -> testProducts.product(200)).toArray(String[]::new);
        List<List<ApiResponse>> replies = Concurrently.run(16, number -> IntStream.range(0, 5)
                .mapToObj(_ -> buyer(number).newKey().post(ORDERS, cart(products, number % 2 == 0))).toList());
        assertThat(replies.stream().flatMap(List::stream)).allMatch(reply -> reply.status() == 201);
        for (String product : products) {
            assertThat(stockAssertions.onHand(product)).isEqualTo(200 - 16 * 5);
        }
        stockAssertions.balance(products);
    }

    @Test
    void concurrentOrdersCancellationsAndAdjustmentsLoseNoStock() {
        String[] products = IntStream.range(0, 3).mapToObj(_ -> testProducts.product(20)).toArray(String[]::new);
        List<List<ApiResponse>> replies =
                Concurrently.run(12, number -> IntStream.range(0, 5).mapToObj(_ -> move(number, products)).toList());
        assertThat(replies.stream().flatMap(List::stream)).allMatch(reply -> reply.status() < 500);
        stockAssertions.balance(products);
    }

    @Test
    void aProductDeletedDuringAnOrderIsOrderedCompletelyOrNotAtAll() {
        for (int round = 0; round < 5; round++) {
            String product = testProducts.product(10);
            List<ApiResponse> replies = Concurrently.run(5, number -> number == 0
                    ? admin.with("If-Match", "*").delete("/api/v1/products/" + product)
                    : buyer(number).newKey().post(ORDERS, TestProducts.cart(product, 1)));
            replies.getFirst().is(204);
            assertThat(replies.subList(1, 5)).allMatch(reply -> reply.status() == 201 || reply.status() == 422);
            assertThat(stockAssertions.orders(product)).isEqualTo(replies.stream().filter(reply -> reply.status() == 201).count());
            stockAssertions.balance(product);
        }
    }

    private ApiResponse move(int number, String[] products) {
        if (number == 0) {
            return admin.newKey().post("/api/v1/products/" + products[ThreadLocalRandom.current().nextInt(3)] + "/stock-adjustments",
                    "{\"delta\": 1, \"reason\": \"Race\"}");
        }
        ApiResponse placed = buyer(number).newKey().post(ORDERS, cart(products, number % 2 == 0));
        return placed.status() == 201 && number % 3 != 0 ? buyer(number).post(placed.location() + "/cancel", "").is(200) : placed;
    }

    private ApiClient buyer(int number) {
        return buyers.get(number % buyers.size());
    }

    private static String cart(String[] products, boolean forward) {
        List<String> items = Arrays.stream(products).map(product -> "{\"product_id\": \"" + product + "\", \"quantity\": 1}").toList();
        return "{\"items\": [" + String.join(", ", forward ? items : items.reversed()) + "]}";
    }
}
