package dev.tenfold.shop.product;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Anyone may read products, admins may change them. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProductRolesTest {

    private final ApiClient anyone;
    private final ApiClient user;
    private final ProductJson productJson = ProductJson.any();
    private final String path;

    ProductRolesTest(@LocalServerPort int port) {
        this.anyone = new ApiClient(port);
        var people = new TestAccounts(anyone);
        this.user = people.newUser().api();
        this.path = "/api/v1/products/" + productJson.id(people.admin());
    }

    @Test
    void readingNeedsNoToken() {
        for (ApiClient reader : List.of(anyone, user)) {
            reader.get(path).is(200);
            reader.get(path + "/stock").is(200);
            reader.get("/api/v1/products?category=" + productJson.category()).is(200);
        }
    }

    @Test
    void writingNeedsAToken() {
        for (ApiResponse refused : attempts(anyone)) {
            refused.isProblem(401, "unauthenticated");
            assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
        }
        nothingChanged();
    }

    @Test
    void writingNeedsAnAdmin() {
        attempts(user).forEach(refused -> refused.isProblem(403, "forbidden"));
        nothingChanged();
    }

    private List<ApiResponse> attempts(ApiClient who) {
        ApiClient matching = who.with("If-Match", "*");
        return List.of(ProductJson.any().category(productJson.category()).add(who),
                matching.put(path, productJson.name("Mine").replacement()),
                matching.patch(path, "{\"name\": \"Mine\"}"), matching.delete(path),
                who.newKey().post(path + "/stock-adjustments", "{\"delta\": 1, \"reason\": \"mine\"}"));
    }

    private void nothingChanged() {
        ApiResponse product = anyone.get(path).is(200);
        assertThat(product.header("ETag")).isEqualTo("\"v1\"");
        assertThat(product.json().path("name").asString()).isEqualTo(productJson.name());
        assertThat(anyone.get(path + "/stock").json().path("available").asLong()).isEqualTo(productJson.stock());
        assertThat(anyone.get("/api/v1/products?category=" + productJson.category()).json().path("data").size()).isEqualTo(1);
    }
}
