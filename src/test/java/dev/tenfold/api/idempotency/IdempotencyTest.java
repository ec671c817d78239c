package dev.tenfold.api.idempotency;

import dev.tenfold.testing.client.Api;
import dev.tenfold.testing.client.Books;
import dev.tenfold.testing.client.Goods;
import dev.tenfold.testing.client.People;
import dev.tenfold.testing.client.Reply;
import dev.tenfold.testing.client.Together;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** The same request again, by its key. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdempotencyTest {

    private static final String ORDERS = "/api/v1/orders";

    private final People people;
    private final Api buyer;
    private final Api admin;
    private final Goods goods;
    private final Books books;
    private final JdbcClient jdbc;

    IdempotencyTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.people = new People(new Api(port));
        this.buyer = people.newUser().api();
        this.admin = people.admin();
        this.goods = new Goods(admin);
        this.books = new Books(jdbc);
        this.jdbc = jdbc;
    }

    @Test
    void aRepetitionGetsTheFirstAnswerByteForByte() {
        String product = goods.product(5);
        Api keyed = buyer.newKey();
        Reply first = keyed.post(ORDERS, Goods.basket(product, 2)).is(201);
        buyer.post(first.header("Location") + "/pay", "{\"payment_reference\": \"pi\"}").is(200);
        Reply again = keyed.post(ORDERS, Goods.basket(product, 2));
        assertReplay(again, first);
        assertThat(again.json().path("status").asString()).as("of that moment").isEqualTo("pending");
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(again.header("X-Request-Id")).isNotEqualTo(first.header("X-Request-Id"));
        assertThat(books.onHand(product)).isEqualTo(3);
        books.balance(product);
    }

    @Test
    void theSameInOtherWordsIsTheSame() {
        String product = goods.product(5);
        Api keyed = buyer.newKey();
        Reply first = keyed.post(ORDERS, Goods.basket(product, 2)).is(201);
        assertReplay(keyed.post(ORDERS, "{ \"items\":[{\"quantity\":2,\"product_id\":\"%s\"}] }".formatted(product)), first);
        assertThat(books.onHand(product)).isEqualTo(3);
    }

    @Test
    void aRefusalForWantOfStockIsKept() {
        String product = goods.product(1);
        Api keyed = buyer.newKey();
        Reply first = keyed.post(ORDERS, Goods.basket(product, 2)).isProblem(409, "insufficient_stock");
        admin.newKey().post("/api/v1/products/" + product + "/stock-adjustments", "{\"delta\": 5, \"reason\": \"Delivery\"}").is(201);
        Reply again = keyed.post(ORDERS, Goods.basket(product, 2));
        assertReplay(again, first);
        assertThat(again.header("Content-Type")).startsWith("application/problem+json");
        assertThat(books.onHand(product)).isEqualTo(6);
        buyer.newKey().post(ORDERS, Goods.basket(product, 2)).is(201);
        books.balance(product);
    }

    @Test
    void aRefusalForAProductThatIsNotThereIsKept() {
        Api keyed = buyer.newKey();
        String body = Goods.basket(UUID.randomUUID().toString(), 1);
        Reply first = keyed.post(ORDERS, body).isProblem(422, "invalid");
        assertReplay(keyed.post(ORDERS, body), first);
    }

    @Test
    void aBodyThatCannotBeDoesNotUseTheKeyUp() {
        String product = goods.product(5);
        Api keyed = buyer.newKey();
        keyed.post(ORDERS, Goods.basket(product, 0)).isProblem(422, "invalid");
        keyed.post(ORDERS, "{").isProblem(400, "malformed_json");
        assertThat(keyed.post(ORDERS, Goods.basket(product, 1)).is(201).header("Idempotent-Replayed")).isNull();
    }

    @Test
    void theSameKeyForAnotherRequestIsRefused() {
        String product = goods.product(5);
        Api keyed = buyer.newKey();
        Reply first = keyed.post(ORDERS, Goods.basket(product, 1)).is(201);
        keyed.post(ORDERS, Goods.basket(product, 2)).isProblem(422, "idempotency_key_reused");
        keyed.post(ORDERS, Goods.basket(goods.product(5), 1)).isProblem(422, "idempotency_key_reused");
        keyed.post(first.header("Location") + "/cancel", "").isProblem(422, "idempotency_key_reused");
        assertReplay(keyed.post(ORDERS, Goods.basket(product, 1)), first);
        assertThat(books.onHand(product)).isEqualTo(4);
        books.balance(product);
    }

    @Test
    void keysBelongToTheirUser() {
        String product = goods.product(5);
        String key = UUID.randomUUID().toString();
        Reply first = buyer.key(key).post(ORDERS, Goods.basket(product, 1)).is(201);
        Reply others = people.newUser().api().key(key).post(ORDERS, Goods.basket(product, 1)).is(201);
        assertThat(others.header("Idempotent-Replayed")).isNull();
        assertThat(others.header("Location")).isNotEqualTo(first.header("Location"));
        assertThat(books.onHand(product)).isEqualTo(3);
        books.balance(product);
    }

    @Test
    void withoutAKeyNothingIsOrdered() {
        String product = goods.product(5);
        buyer.post(ORDERS, Goods.basket(product, 1)).isProblem(400, "idempotency_key_required");
        assertThat(books.onHand(product)).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\tb"})
    void aKeyOfOtherCharactersIsNone(String key) {
        String product = goods.product(5);
        buyer.key(key).post(ORDERS, Goods.basket(product, 1)).isProblem(400, "idempotency_key_required");
        assertThat(books.onHand(product)).isEqualTo(5);
    }

    @Test
    void aKeyHasAtMost255PrintableCharacters() {
        String product = goods.product(5);
        String most = ("!\"#$%&'()*+,-./ 0:;<=>?@A[\\]^_`a{|}~" + UUID.randomUUID() + "x".repeat(255)).substring(0, 255);
        buyer.key(most + "x").post(ORDERS, Goods.basket(product, 1)).isProblem(400, "idempotency_key_required");
        Reply first = buyer.key(most).post(ORDERS, Goods.basket(product, 1)).is(201);
        assertReplay(buyer.key(most).post(ORDERS, Goods.basket(product, 1)), first);
    }

    @Test
    void ofTwentyTwinsOneDoesTheWorkAndAllGetItsAnswer() {
        String product = goods.product(50);
        Api keyed = buyer.newKey();
        List<Reply> replies = Together.run(20, _ -> keyed.post(ORDERS, Goods.basket(product, 2)));
        assertThat(replies).allSatisfy(reply -> {
            assertThat(reply.is(201).body()).isEqualTo(replies.getFirst().body());
            assertThat(reply.header("Location")).isEqualTo(replies.getFirst().header("Location"));
        });
        assertThat(replies).filteredOn(reply -> reply.header("Idempotent-Replayed") == null).hasSize(1);
        assertThat(books.orders(product)).isEqualTo(1);
        assertThat(books.onHand(product)).isEqualTo(48);
        books.balance(product);
    }

    @Test
    void ofTwentyTwinsThatGetNothingAllGetTheSameRefusal() {
        String product = goods.product(1);
        Api keyed = buyer.newKey();
        List<Reply> replies = Together.run(20, _ -> keyed.post(ORDERS, Goods.basket(product, 2)));
        assertThat(replies).allSatisfy(reply -> assertThat(reply.is(409).body()).isEqualTo(replies.getFirst().body()));
        assertThat(replies).filteredOn(reply -> reply.header("Idempotent-Replayed") == null).hasSize(1);
    }

    @Test
    void aKeyLives24HoursAndThenStandsForANewRequest() {
        String product = goods.product(5);
        String key = UUID.randomUUID().toString();
        Reply first = buyer.key(key).post(ORDERS, Goods.basket(product, 1)).is(201);
        assertThat(jdbc.sql("SELECT extract(epoch FROM expires_at - created_at) / 3600 FROM idempotency_keys WHERE key = :key")
                .param("key", key)
                .query(Integer.class).single()).isEqualTo(24);
        jdbc.sql("UPDATE idempotency_keys SET expires_at = now() - interval '1 second' WHERE key = :key").param("key", key).update();
        Reply later = buyer.key(key).post(ORDERS, Goods.basket(product, 3)).is(201);
        assertThat(later.header("Idempotent-Replayed")).isNull();
        assertThat(later.header("Location")).isNotEqualTo(first.header("Location"));
        assertReplay(buyer.key(key).post(ORDERS, Goods.basket(product, 3)), later);
        assertThat(books.onHand(product)).isEqualTo(1);
    }

    private static void assertReplay(Reply again, Reply first) {
        assertThat(again.is(first.status()).body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.header("Content-Type")).isEqualTo(first.header("Content-Type"));
    }
}
