package dev.tenfold.shop;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The exact JSON of events. Receivers depend on it: a member may be added (docs/events.md), but never be renamed or removed. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventDataTest {

    private final ApiClient admin;
    private final Person buyer;
    private final JdbcClient jdbc;

    EventDataTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        var accounts = new TestAccounts(new ApiClient(port));
        this.admin = accounts.admin();
        this.buyer = accounts.newUser();
        this.jdbc = jdbc;
    }

    @Test
    void anEventOfAnOrderHasTheOrderAfterTheChange() {
        String product = new TestProducts(admin).product(5);
        ApiResponse placed = buyer.api().newKey().post("/api/v1/orders", TestProducts.cart(product, 2)).is(201);
        String order = placed.json().path("id").asString();
        JsonNode cancelled = buyer.api().post("/api/v1/orders/" + order + "/cancel", "").is(200).json();
        assertThat(events(order)).containsExactly("order.placed " + order(placed.json(), "pending", product),
                "order.cancelled " + order(cancelled, "cancelled", product));
        assertThat(events(product).subList(1, 4)).as("added, taken, returned").containsExactly(stock(product, 5), stock(product, 3),
                stock(product, 5));
    }

    @Test
    void anEventOfAProductHasItsKindItsVersionAndTheProduct() {
        String product = new TestProducts(admin).product(0);
        JsonNode added = admin.get("/api/v1/products/" + product).is(200).json();
        JsonNode changed =
                admin.with("If-Match", "*").patch("/api/v1/products/" + product, "{\"name\": \"T\u00e9 \\\"1\\\"\"}").is(200).json();
        admin.with("If-Match", "*").delete("/api/v1/products/" + product).is(204);
        assertThat(events(product)).containsExactly("product.changed " + product("added", 1, added, "Earl Grey, 100 g"), stock(product, 0),
                "product.changed " + product("changed", 2, changed, "T\u00e9 \\\"1\\\""),
                "product.changed " + product("deleted", 3, changed, "T\u00e9 \\\"1\\\""));
    }

    @Test
    void anAdjustmentIsAnEventOfTheStock() {
        String product = new TestProducts(admin).product(1);
        admin.newKey().post("/api/v1/products/" + product + "/stock-adjustments", "{\"delta\": 41, \"reason\": \"Delivery\"}").is(201);
        assertThat(events(product).getLast()).isEqualTo(stock(product, 42));
    }

    private String order(JsonNode order, String status, String product) {
        return """
                {"id":"%s","user_id":"%s","status":"%s","items":[{"product_id":"%s","sku":"%s","name":"Earl Grey, 100 g",\
                "unit_price":{"amount":1999,"currency":"USD"},"quantity":2,"line_total":{"amount":3998,"currency":"USD"}}],\
                "total":{"amount":3998,"currency":"USD"},"created_at":"%s","updated_at":"%s"}""".formatted(order.path("id").asString(),
                buyer.id(), status, product, order.path("items").get(0).path("sku").asString(),
                order.path("created_at").asString(), order.path("updated_at").asString());
    }

    private static String product(String kind, int version, JsonNode product, String name) {
        return """
                {"kind":"%s","version":%d,"product":{"id":"%s","sku":"%s","name":"%s","description":"","category":"tea",\
                "price":{"amount":1999,"currency":"USD"},"created_at":"%s","updated_at":"%s"}}""".formatted(kind, version,
                product.path("id").asString(), product.path("sku").asString(), name,
                product.path("created_at").asString(), product.path("updated_at").asString());
    }

    private static String stock(String product, long available) {
        return "stock.changed {\"product_id\":\"%s\",\"available\":%d}".formatted(product, available);
    }

    private List<String> events(String aggregate) {
        return jdbc.sql("SELECT type || ' ' || data FROM outbox WHERE aggregate_id = :id ORDER BY position")
                .param("id", UUID.fromString(aggregate)).query(String.class).list();
    }
}
