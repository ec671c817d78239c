package dev.tenfold.shop.product;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProductReadTest {

    private final ApiClient api;
    private final TestAccounts people;
    private final ApiClient admin;

    ProductReadTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
        this.people = new TestAccounts(api);
        this.admin = people.admin();
    }

    @Test
    void sharedCachesMayKeepPublicAnswers() {
        ProductJson product = ProductJson.any();
        String path = "/api/v1/products/" + product.id(admin);
        for (String each : new String[]{path, "/api/v1/products?category=" + product.category(), path + "/stock"}) {
            assertThat(api.get(each).is(200).header("Cache-Control")).as(each).contains("public").containsPattern("s-maxage=\\d+")
                    .contains("stale-while-revalidate").doesNotContain("private");
        }
        assertThat(api.get(path + "/stock").header("Cache-Control")).as("stock is never older than a second").contains("s-maxage=1,")
                .contains("stale-while-revalidate=0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"v1\"", "W/\"v1\"", "\"v0\", \"v1\""})
    void aClientWithTheCurrentVersionGetsNoBody(String known) {
        ApiResponse unchanged = api.with("If-None-Match", known).get("/api/v1/products/" + ProductJson.any().id(admin)).is(304);
        assertThat(unchanged.body()).isEmpty();
        assertThat(unchanged.header("ETag")).isEqualTo("\"v1\"");
        assertThat(unchanged.header("Cache-Control")).contains("public", "s-maxage");
        assertThat(unchanged.header("X-Request-Id")).isNotBlank();
    }

    @Test
    void aClientWithAnotherVersionGetsTheProduct() {
        String path = "/api/v1/products/" + ProductJson.any().id(admin);
        api.with("If-None-Match", "\"v0\"").get(path).is(200);
        admin.with("If-Match", "\"v1\"").patch(path, "{\"name\": \"New\"}").is(200);
        ApiResponse changed = api.with("If-None-Match", "\"v1\"").get(path).is(200);
        assertThat(changed.json().path("name").asString()).isEqualTo("New");
        assertThat(changed.header("ETag")).isEqualTo("\"v2\"");
    }

    @Test
    void headAnswersTheHeadersOfGet() {
        String path = "/api/v1/products/" + ProductJson.any().id(admin);
        ApiResponse head = api.send("HEAD", path, "").is(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("ETag")).isEqualTo("\"v1\"");
    }

    @Test
    void anUnknownProductIsNotFound() {
        String nowhere = "/api/v1/products/" + UUID.randomUUID();
        api.get(nowhere).isProblem(404, "not_found");
        api.get(nowhere + "/stock").isProblem(404, "not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1-1-1-1-1", "not-a-uuid", "0190a0b0-0000-7000-8000-00000000000g", "%27%20OR%201=1--",
        "0190a0b0-0000-7000-8000-0000000000000"})
    void anIdThatIsNoUuidNeverReachesTheDatabase(String id) {
        api.get("/api/v1/products/" + id).isProblem(400, "invalid_parameter");
        api.get("/api/v1/products/" + id + "/stock").isProblem(400, "invalid_parameter");
    }

    @Test
    void aDeletedProductIsVisibleOnlyInItsOrders() {
        ProductJson product = ProductJson.any().name("Last of its kind");
        String id = product.id(admin);
        ApiClient buyer = people.newUser().api();
        String order = buyer.newKey().post("/api/v1/orders", TestProducts.cart(id, 2)).is(201).location();
        api.get("/api/v1/products/" + id).is(200);
        admin.with("If-Match", "\"v1\"").delete("/api/v1/products/" + id).is(204);

        api.get("/api/v1/products/" + id).isProblem(404, "not_found");
        api.get("/api/v1/products/" + id + "/stock").isProblem(404, "not_found");
        assertThat(api.get("/api/v1/products?category=" + product.category()).is(200).json().path("data").size()).isZero();
        admin.with("If-Match", "*").patch("/api/v1/products/" + id, "{}").isProblem(404, "not_found");
        var item = buyer.get(order).is(200).json().path("items").get(0);
        assertThat(item.path("product_id").asString()).isEqualTo(id);
        assertThat(item.path("sku").asString()).isEqualTo(product.sku());
        assertThat(item.path("name").asString()).isEqualTo("Last of its kind");
        buyer.post(order + "/cancel", "").is(200);
    }
}
