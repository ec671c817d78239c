package dev.tenfold.shop.order;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderReadTest {

    private final ApiClient anyone;
    private final ApiClient owner;
    private final ApiClient stranger;
    private final ApiClient admin;
    private final TestProducts products;

    OrderReadTest(@LocalServerPort int port) {
        this.anyone = new ApiClient(port);
        var people = new TestAccounts(anyone);
        this.owner = people.newUser().api();
        this.stranger = people.newUser().api();
        this.admin = people.admin();
        this.products = new TestProducts(admin);
    }

    @Test
    void onlyTheOwnerAndAdminsReadAnOrderAndOthersGetNotFound() {
        ApiResponse placed = placed();
        String order = placed.location();
        assertThat(owner.get(order).is(200).json()).isEqualTo(placed.json());
        assertThat(admin.get(order).is(200).json()).isEqualTo(placed.json());
        ApiResponse hidden = stranger.get(order).isProblem(404, "not_found");
        ApiResponse absent = stranger.get("/api/v1/orders/" + UUID.randomUUID()).isProblem(404, "not_found");
        assertThat(hidden.json().path("detail")).as("the two look the same").isEqualTo(absent.json().path("detail"));
        anyone.get(order).isProblem(401, "unauthenticated");
        owner.get("/api/v1/orders/1").isProblem(400, "invalid_parameter");
    }

    @Test
    void moreReadsThanThePoolHasConnectionsAreAnswered() {
        String order = placed().location();
        for (int i = 0; i < 25; i++) {
            owner.get(order).is(200);
            owner.get("/api/v1/orders?limit=1").is(200);
        }
    }

    @Test
    void anOrderMustNotBeStoredBySharedCaches() {
        assertThat(owner.get(placed().location()).is(200).header("Cache-Control")).contains("private", "no-store");
    }

    @Test
    void aClientWithTheCurrentVersionGetsNoBody() {
        String order = placed().location();
        String tag = String.valueOf(owner.get(order).header("ETag"));
        assertThat(tag).startsWith("\"");
        ApiResponse unchanged = owner.with("If-None-Match", tag).get(order).is(304);
        assertThat(unchanged.body()).isEmpty();
        assertThat(unchanged.header("ETag")).isEqualTo(tag);
        stranger.with("If-None-Match", tag).get(order).isProblem(404, "not_found");
        admin.post(order + "/pay", TestOrders.PAYMENT).is(200);
        ApiResponse changed = owner.with("If-None-Match", tag).get(order).is(200);
        assertThat(changed.json().path("status").asString()).isEqualTo("paid");
        assertThat(changed.header("ETag")).isNotEqualTo(tag);
    }

    private ApiResponse placed() {
        return owner.newKey().post("/api/v1/orders", TestProducts.cart(products.product(5), 1)).is(201);
    }
}
