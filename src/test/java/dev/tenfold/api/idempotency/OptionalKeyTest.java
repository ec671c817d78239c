package dev.tenfold.api.idempotency;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.StockAssertions;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Status changes of orders, where an idempotency key is optional. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OptionalKeyTest {

    private static final String PAYMENT = "{\"payment_reference\": \"pi_1\"}";

    private final TestAccounts people;
    private final ApiClient buyer;
    private final ApiClient admin;
    private final TestProducts products;
    private final StockAssertions stockAssertions;

    OptionalKeyTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.people = new TestAccounts(new ApiClient(port));
        this.buyer = people.newUser().api();
        this.admin = people.admin();
        this.products = new TestProducts(admin);
        this.stockAssertions = new StockAssertions(jdbc);
    }

    @Test
    void aStatusChangeWithAKeyIsMadeOnceAndReplayed() {
        String order = order(products.product(5));
        ApiClient[] keyed = {admin.newKey(), admin.newKey(), admin.newKey()};
        String[] moves = {"/pay", "/ship", "/deliver"};
        for (int i = 0; i < moves.length; i++) {
            String body = i == 0 ? PAYMENT : "";
            ApiResponse first = keyed[i].post(order + moves[i], body).is(200);
            assertThat(first.header("Idempotent-Replayed")).isNull();
            assertReplay(keyed[i].post(order + moves[i], body), first);
        }
        assertReplay(keyed[0].post(order + "/pay", PAYMENT), "paid");
        assertThat(buyer.get(order).json().path("status").asString()).isEqualTo("delivered");
    }

    @Test
    void aCancellationWithAKeyGivesTheStockBackOnce() {
        String product = products.product(5);
        String order = order(product);
        ApiClient keyed = buyer.newKey();
        List<ApiResponse> replies = Concurrently.run(10, _ -> keyed.post(order + "/cancel", ""));
        assertThat(replies).allSatisfy(reply -> assertThat(reply.is(200).body()).isEqualTo(replies.getFirst().body()));
        assertThat(replies).filteredOn(reply -> reply.header("Idempotent-Replayed") == null).hasSize(1);
        assertThat(stockAssertions.onHand(product)).isEqualTo(5);
        stockAssertions.balance(product);
    }

    @Test
    void aRefusedStatusChangeIsStoredUnderItsKey() {
        String order = order(products.product(5));
        ApiClient keyed = admin.newKey();
        ApiResponse refused = keyed.post(order + "/ship", "").isProblem(409, "illegal_transition");
        admin.post(order + "/pay", PAYMENT).is(200);
        assertReplay(keyed.post(order + "/ship", ""), refused);
        admin.newKey().post(order + "/ship", "").is(200);
    }

    @Test
    void withoutAKeyASecondStatusChangeIsRefused() {
        String order = order(products.product(5));
        admin.post(order + "/pay", PAYMENT).is(200);
        admin.post(order + "/pay", PAYMENT).isProblem(409, "illegal_transition");
    }

    @Test
    void theSameKeyForAnotherStatusOrOrderIsRefused() {
        String order = order(products.product(5));
        ApiClient keyed = admin.newKey();
        keyed.post(order + "/pay", PAYMENT).is(200);
        keyed.post(order + "/pay", "{\"payment_reference\": \"pi_2\"}").isProblem(422, "idempotency_key_reused");
        keyed.post(order + "/cancel", "").isProblem(422, "idempotency_key_reused");
        keyed.post(order(products.product(5)) + "/pay", PAYMENT).isProblem(422, "idempotency_key_reused");
        assertThat(buyer.get(order).json().path("status").asString()).isEqualTo("paid");
    }

    @Test
    void anInvalidKeyIsRefusedAlthoughItIsOptional() {
        String order = order(products.product(5));
        for (var move : Map.of("/pay", PAYMENT, "/cancel", "").entrySet()) {
            admin.key("a\tb").post(order + move.getKey(), move.getValue()).isProblem(400, "idempotency_key_required");
        }
        assertThat(buyer.get(order).json().path("status").asString()).isEqualTo("pending");
    }

    @Test
    void aKeyOfAnotherUserReplaysNothing() {
        String order = order(products.product(5));
        ApiClient keyed = admin.newKey();
        keyed.post(order + "/pay", PAYMENT).is(200);
        String key = "shared-" + order;
        buyer.key(key).post(order + "/cancel", "").is(200);
        people.newUser().api().key(key).post(order + "/cancel", "").isProblem(404, "not_found");
    }

    private String order(String product) {
        return buyer.newKey().post("/api/v1/orders", TestProducts.cart(product, 2)).is(201).location();
    }

    private static void assertReplay(ApiResponse again, ApiResponse first) {
        assertThat(again.is(first.status()).body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    }

    private static void assertReplay(ApiResponse again, String status) {
        assertThat(again.is(200).json().path("status").asString()).isEqualTo(status);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    }
}
