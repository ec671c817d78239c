package dev.tenfold.api.idempotency;

import dev.tenfold.testing.client.Api;
import dev.tenfold.testing.client.Books;
import dev.tenfold.testing.client.Goods;
import dev.tenfold.testing.client.People;
import dev.tenfold.testing.client.Reply;
import dev.tenfold.testing.client.Together;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Moves of an order, which may bear a key and need none. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OptionalKeyTest {

    private static final String PAYMENT = "{\"payment_reference\": \"pi_1\"}";

    private final People people;
    private final Api buyer;
    private final Api admin;
    private final Goods goods;
    private final Books books;

    OptionalKeyTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.people = new People(new Api(port));
        this.buyer = people.newUser().api();
        this.admin = people.admin();
        this.goods = new Goods(admin);
        this.books = new Books(jdbc);
    }

    @Test
    void aMoveWithAKeyIsMadeOnceAndReplayed() {
        String order = order(goods.product(5));
        Api[] keyed = {buyer.newKey(), admin.newKey(), admin.newKey()};
        String[] moves = {"/pay", "/ship", "/deliver"};
        for (int i = 0; i < moves.length; i++) {
            String body = i == 0 ? PAYMENT : "";
            Reply first = keyed[i].post(order + moves[i], body).is(200);
            assertThat(first.header("Idempotent-Replayed")).isNull();
            assertReplay(keyed[i].post(order + moves[i], body), first);
        }
        assertReplay(keyed[0].post(order + "/pay", PAYMENT), "paid");
        assertThat(buyer.get(order).json().path("status").asString()).isEqualTo("delivered");
    }

    @Test
    void aCancellationWithAKeyGivesTheStockBackOnce() {
        String product = goods.product(5);
        String order = order(product);
        Api keyed = buyer.newKey();
        List<Reply> replies = Together.run(10, _ -> keyed.post(order + "/cancel", ""));
        assertThat(replies).allSatisfy(reply -> assertThat(reply.is(200).body()).isEqualTo(replies.getFirst().body()));
        assertThat(replies).filteredOn(reply -> reply.header("Idempotent-Replayed") == null).hasSize(1);
        assertThat(books.onHand(product)).isEqualTo(5);
        books.balance(product);
    }

    @Test
    void aRefusedMoveIsKeptUnderItsKey() {
        String order = order(goods.product(5));
        Api keyed = admin.newKey();
        Reply refused = keyed.post(order + "/ship", "").isProblem(409, "illegal_transition");
        buyer.post(order + "/pay", PAYMENT).is(200);
        assertReplay(keyed.post(order + "/ship", ""), refused);
        admin.newKey().post(order + "/ship", "").is(200);
    }

    @Test
    void withoutAKeyASecondMoveIsRefused() {
        String order = order(goods.product(5));
        buyer.post(order + "/pay", PAYMENT).is(200);
        buyer.post(order + "/pay", PAYMENT).isProblem(409, "illegal_transition");
    }

    @Test
    void theSameKeyForAnotherMoveOrOrderIsRefused() {
        String order = order(goods.product(5));
        Api keyed = buyer.newKey();
        keyed.post(order + "/pay", PAYMENT).is(200);
        keyed.post(order + "/pay", "{\"payment_reference\": \"pi_2\"}").isProblem(422, "idempotency_key_reused");
        keyed.post(order + "/cancel", "").isProblem(422, "idempotency_key_reused");
        keyed.post(order(goods.product(5)) + "/pay", PAYMENT).isProblem(422, "idempotency_key_reused");
        assertThat(buyer.get(order).json().path("status").asString()).isEqualTo("paid");
    }

    @Test
    void aKeyThatIsNoneIsRefusedThoughItIsOptional() {
        String order = order(goods.product(5));
        for (var move : Map.of("/pay", PAYMENT, "/cancel", "").entrySet()) {
            buyer.key("a\tb").post(order + move.getKey(), move.getValue()).isProblem(400, "idempotency_key_required");
        }
        assertThat(buyer.get(order).json().path("status").asString()).isEqualTo("pending");
    }

    @Test
    void aStrangersKeyOpensNothing() {
        String order = order(goods.product(5));
        Api keyed = buyer.newKey();
        keyed.post(order + "/pay", PAYMENT).is(200);
        String key = "shared-" + order;
        buyer.key(key).post(order + "/cancel", "").is(200);
        people.newUser().api().key(key).post(order + "/cancel", "").isProblem(404, "not_found");
    }

    private String order(String product) {
        return String.valueOf(buyer.newKey().post("/api/v1/orders", Goods.basket(product, 2)).is(201).header("Location"));
    }

    private static void assertReplay(Reply again, Reply first) {
        assertThat(again.is(first.status()).body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    }

    private static void assertReplay(Reply again, String status) {
        assertThat(again.is(200).json().path("status").asString()).isEqualTo(status);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    }
}
