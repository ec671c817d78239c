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
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Every status change from every status by every kind of caller, and concurrent changes. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderMovesTest {

    private static final Map<String, OrderStatus> MOVES =
            Map.of("pay", OrderStatus.PAID, "cancel", OrderStatus.CANCELLED, "ship", OrderStatus.SHIPPED, "deliver", OrderStatus.DELIVERED);
    private static final List<String> OWNERS_MOVES = List.of("cancel");

    private final Map<String, ApiClient> people;
    private final ApiClient owner;
    private final ApiClient admin;
    private final TestProducts products;
    private final StockAssertions stockAssertions;
    private final TestOrders orders;

    OrderMovesTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired OrderExpiry expiry) {
        var anyone = new ApiClient(port);
        var signIn = new TestAccounts(anyone);
        this.owner = signIn.newUser().api();
        this.admin = signIn.admin();
        this.people = Map.of("nobody", anyone, "stranger", signIn.newUser().api(), "owner", owner, "admin", admin);
        this.products = new TestProducts(admin);
        this.stockAssertions = new StockAssertions(jdbc);
        this.orders = new TestOrders(owner, admin, jdbc, expiry);
    }

    static Stream<Arguments> attempts() {
        return Arrays.stream(OrderStatus.values()).flatMap(status -> MOVES.keySet().stream().sorted()
                .flatMap(move -> Stream.of("nobody", "stranger", "owner", "admin").map(who -> Arguments.of(status, move, who))));
    }

    @ParameterizedTest(name = "{2}: {1} of an order that is {0}")
    @MethodSource("attempts")
    void onlyAllowedUsersMakeAllowedStatusChanges(OrderStatus status, String move, String who) {
        String product = products.product(5);
        String order = orders.order(product, status);
        JsonNode before = admin.get(order).json();

        ApiResponse reply = TestOrders.move(people.get(who), order, move);
        boolean done = false;
        if (who.equals("nobody")) {
            reply.isProblem(401, "unauthenticated");
        } else if (!who.equals("admin") && !OWNERS_MOVES.contains(move)) {
            reply.isProblem(403, "forbidden");
        } else if (who.equals("stranger")) {
            reply.isProblem(404, "not_found");
        } else if (!status.canBecome(MOVES.get(move))) {
            assertThat(reply.isProblem(409, "illegal_transition").json().path("detail").asString()).contains(status.value());
        } else {
            done = true;
            assertThat(reply.is(200).json().path("status").asString()).isEqualTo(MOVES.get(move).value());
        }

        assertThat(admin.get(order).json()).isEqualTo(done ? reply.json() : before);
        OrderStatus now = done ? MOVES.get(move) : status;
        assertThat(stockAssertions.onHand(product)).isEqualTo(now.returnsStock() ? 5 : 3);
        stockAssertions.balance(product);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"{}|422|invalid", "{\"payment_reference\": \" \"}|422|invalid", "{\"payment_reference\": 5}|400|wrong_type",
                "{\"payment_reference\": \"a\", \"amount\": 1}|400|unknown_member", "''|400|malformed_json"})
    void aPaymentNeedsItsReference(String body, int status, String code) {
        String order = orders.order(products.product(5), OrderStatus.PENDING);
        admin.post(order + "/pay", body).isProblem(status, code);
        assertThat(status(order)).isEqualTo("pending");
    }

    @Test
    void anUnknownOrderIsNotFound() {
        for (String move : MOVES.keySet()) {
            TestOrders.move(admin, "/api/v1/orders/" + UUID.randomUUID(), move).isProblem(404, "not_found");
            TestOrders.move(admin, "/api/v1/orders/1", move).isProblem(400, "invalid_parameter");
        }
    }

    @Test
    void onlyOneOfTwentyConcurrentPaymentsSucceeds() {
        String order = orders.order(products.product(5), OrderStatus.PENDING);
        assertOneDone(Concurrently.run(20, _ -> TestOrders.move(admin, order, "pay")));
        assertThat(status(order)).isEqualTo("paid");
    }

    @Test
    void twentyConcurrentCancellationsReturnTheStockOnce() {
        for (OrderStatus from : List.of(OrderStatus.PENDING, OrderStatus.PAID)) {
            String product = products.product(5);
            String order = orders.order(product, from);
            assertOneDone(Concurrently.run(20, _ -> TestOrders.move(owner, order, "cancel")));
            assertThat(stockAssertions.onHand(product)).isEqualTo(5);
            stockAssertions.balance(product);
        }
    }

    @Test
    void onlyOneOfConcurrentShippingAndCancellingSucceeds() {
        for (int round = 0; round < 10; round++) {
            String product = products.product(5);
            String order = orders.order(product, OrderStatus.PAID);
            assertOneDone(
                    Concurrently.run(2,
                            number -> number == 0 ? TestOrders.move(admin, order, "ship") : TestOrders.move(owner, order, "cancel")));
            assertThat(stockAssertions.onHand(product)).isEqualTo(status(order).equals("cancelled") ? 5 : 3);
            stockAssertions.balance(product);
        }
    }

    /** A payment just before a cancellation succeeds, and then both are done. After the cancellation it is refused. */
    @Test
    void aCancellationWinsOverAPaymentAtTheSameMoment() {
        for (int round = 0; round < 10; round++) {
            String product = products.product(5);
            String order = orders.order(product, OrderStatus.PENDING);
            List<ApiResponse> replies = Concurrently.run(2, number -> TestOrders.move(admin, order, number == 0 ? "pay" : "cancel"));
            replies.get(1).is(200);
            if (replies.get(0).status() != 200) {
                replies.get(0).isProblem(409, "illegal_transition");
            }
            assertThat(status(order)).isEqualTo("cancelled");
            assertThat(stockAssertions.onHand(product)).isEqualTo(5);
            stockAssertions.balance(product);
        }
    }

    private static void assertOneDone(List<ApiResponse> replies) {
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
        replies.stream().filter(reply -> reply.status() != 200).forEach(reply -> reply.isProblem(409, "illegal_transition"));
    }

    private String status(String order) {
        return admin.get(order).json().path("status").asString();
    }
}
