package dev.tenfold.shop.order;

import dev.tenfold.shop.checkout.AuditedTest;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/** Two concurrent status changes of one order, many times: one wins, and the stock is returned once. */
class OrderRacesTest extends AuditedTest {

    private static final String PAYMENT = "{\"payment_reference\": \"pay_1\"}";
    private static final int ORDERS = 100;
    private static final int STOCK = 1000;

    @Autowired
    private OrderService service;

    @Test
    void onlyOneOfAPaymentAndTheExpirySucceeds() {
        String product = products.product(STOCK);
        ApiClient buyer = buyer();
        int paid = 0;
        for (String order : place(buyer, product, ORDERS)) {
            List<Boolean> won = Concurrently.run(2, side -> side == 0
                    ? isDone(admin.post(order + "/pay", PAYMENT))
                    : service.expire(OrderId.of(ApiResponse.id(order))));
            assertThat(won).as(order).containsOnlyOnce(true);
            assertThat(status(buyer, order)).isEqualTo(won.getFirst() ? "paid" : "expired");
            paid += won.getFirst() ? 1 : 0;
        }
        assertThat(onHand(product)).isEqualTo(STOCK - paid);
    }

    @Test
    void onlyOneOfACancellationAndTheShippingSucceeds() {
        String product = products.product(STOCK);
        ApiClient buyer = buyer();
        int shipped = 0;
        for (String order : place(buyer, product, ORDERS)) {
            admin.post(order + "/pay", PAYMENT).is(200);
            List<Boolean> won =
                    Concurrently.run(2, side -> isDone(side == 0 ? admin.post(order + "/ship", "") : buyer.post(order + "/cancel", "")));
            assertThat(won).as(order).containsOnlyOnce(true);
            assertThat(status(buyer, order)).isEqualTo(won.getFirst() ? "shipped" : "cancelled");
            shipped += won.getFirst() ? 1 : 0;
        }
        assertThat(onHand(product)).isEqualTo(STOCK - shipped);
    }

    @Test
    void onlyOneOfTwentyCancellationsSucceedsAndReturnsTheStock() {
        String product = products.product(STOCK);
        ApiClient buyer = buyer();
        for (String order : place(buyer, product, 10)) {
            List<Boolean> won = Concurrently.run(20, _ -> isDone(buyer.post(order + "/cancel", "")));
            assertThat(won).containsOnlyOnce(true);
        }
        assertThat(onHand(product)).isEqualTo(STOCK);
    }

    @Test
    void twentyCancellationsWithOneKeyAreOneAndAllGetTheSameResponse() {
        String product = products.product(STOCK);
        ApiClient buyer = buyer();
        for (String order : place(buyer, product, 5)) {
            ApiClient keyed = buyer.newKey();
            List<ApiResponse> replies = Concurrently.run(20, _ -> keyed.post(order + "/cancel", "").is(200));
            assertThat(replies.stream().map(ApiResponse::text).distinct()).hasSize(1);
            assertThat(replies.stream().filter(reply -> reply.header("Idempotent-Replayed") == null)).hasSize(1);
        }
        assertThat(onHand(product)).isEqualTo(STOCK);
    }

    @Test
    void cancelledPiecesAreSoldAgainWhileOthersOrderAndNoneIsSoldTwice() {
        String product = products.product(20);
        List<TestUsers.Member> buyers = users.users(16);
        List<Integer> kept = Concurrently.run(16, number -> {
            ApiClient buyer = api.as(buyers.get(number).token());
            var mine = new ArrayList<String>();
            for (int i = 0; i < 20; i++) {
                ApiResponse reply = buyer.newKey().post("/api/v1/orders", TestProducts.cart(product, 1));
                if (reply.status() == 201) {
                    mine.add(reply.location());
                } else {
                    reply.isProblem(409, "insufficient_stock");
                }
                if (mine.size() > 1) {
                    buyer.post(mine.removeFirst() + "/cancel", "").is(200);
                }
            }
            return mine.size();
        });
        assertThat(onHand(product)).isEqualTo(20 - kept.stream().mapToInt(Integer::intValue).sum());
    }

    private ApiClient buyer() {
        return api.as(users.user().token());
    }

    private static List<String> place(ApiClient buyer, String product, int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> buyer.key(UUID.randomUUID().toString()).post("/api/v1/orders", TestProducts.cart(product, 1)).is(201)
                        .location())
                .toList();
    }

    private static String status(ApiClient buyer, String order) {
        return buyer.get(order).is(200).json().path("status").asString();
    }

    private static boolean isDone(ApiResponse reply) {
        if (reply.status() != 200) {
            reply.isProblem(409, "illegal_transition");
        }
        return reply.status() == 200;
    }
}
