package dev.tenfold.shop.order;

import dev.tenfold.testing.client.Api;
import dev.tenfold.testing.client.Goods;
import dev.tenfold.testing.client.People;
import dev.tenfold.testing.client.Reply;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderReadTest {

    private final Api anyone;
    private final Api owner;
    private final Api stranger;
    private final Api admin;
    private final Goods goods;

    OrderReadTest(@LocalServerPort int port) {
        this.anyone = new Api(port);
        var people = new People(anyone);
        this.owner = people.newUser().api();
        this.stranger = people.newUser().api();
        this.admin = people.admin();
        this.goods = new Goods(admin);
    }

    @Test
    void theOwnerAndAdminsReadAnOrderAndNobodyElseKnowsOfIt() {
        Reply placed = placed();
        String order = placed.header("Location");
        assertThat(owner.get(order).is(200).json()).isEqualTo(placed.json());
        assertThat(admin.get(order).is(200).json()).isEqualTo(placed.json());
        Reply hidden = stranger.get(order).isProblem(404, "not_found");
        Reply absent = stranger.get("/api/v1/orders/" + UUID.randomUUID()).isProblem(404, "not_found");
        assertThat(hidden.json().path("detail")).as("the two look the same").isEqualTo(absent.json().path("detail"));
        anyone.get(order).isProblem(401, "unauthenticated");
        owner.get("/api/v1/orders/1").isProblem(400, "invalid_parameter");
    }

    @Test
    void moreReadsThanThePoolHasConnectionsAreAnswered() {
        String order = placed().header("Location");
        for (int i = 0; i < 25; i++) {
            owner.get(order).is(200);
            owner.get("/api/v1/orders?limit=1").is(200);
        }
    }

    @Test
    void anOrderIsNobodyElsesToCache() {
        assertThat(owner.get(placed().header("Location")).is(200).header("Cache-Control")).contains("private", "no-store");
    }

    @Test
    void whoKnowsTheVersionGetsNoBody() {
        String order = placed().header("Location");
        String tag = String.valueOf(owner.get(order).header("ETag"));
        assertThat(tag).startsWith("\"");
        Reply unchanged = owner.with("If-None-Match", tag).get(order).is(304);
        assertThat(unchanged.body()).isEmpty();
        assertThat(unchanged.header("ETag")).isEqualTo(tag);
        stranger.with("If-None-Match", tag).get(order).isProblem(404, "not_found");
        owner.post(order + "/pay", Purchases.PAYMENT).is(200);
        Reply changed = owner.with("If-None-Match", tag).get(order).is(200);
        assertThat(changed.json().path("status").asString()).isEqualTo("paid");
        assertThat(changed.header("ETag")).isNotEqualTo(tag);
    }

    private Reply placed() {
        return owner.newKey().post("/api/v1/orders", Goods.basket(goods.product(5), 1)).is(201);
    }
}
