package dev.tenfold.security.access;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** The security headers of every response, each exactly once. */
@TenfoldTest
class ResponseHeadersTest {

    private static final String PRODUCTS = "/api/v1/products";

    private final ApiClient anyone;
    private final TestAccounts people;

    ResponseHeadersTest(@LocalServerPort int port) {
        this.anyone = new ApiClient(port);
        this.people = new TestAccounts(anyone);
    }

    @Test
    void everyResponseHasTheSecurityHeaders() {
        ApiClient user = people.newUser().api();
        String product = new TestProducts(people.admin()).product(3);
        List<ApiResponse> replies = List.of(anyone.get(PRODUCTS + "/" + product).is(200), anyone.get(PRODUCTS + "/" + product).is(200),
                anyone.get(PRODUCTS + "?limit=1").is(200), anyone.get(PRODUCTS + "/" + UUID.randomUUID()).is(404),
                anyone.get("/.well-known/jwks.json").is(200), anyone.get("/problems").is(200), anyone.get("/v3/api-docs").is(200),
                anyone.get("/swagger-ui/index.html").is(200), anyone.get("/actuator/health").is(200), anyone.get("/nothing").is(404),
                anyone.get("/api/v1/users/me").is(401), user.get("/api/v1/users/me").is(200), user.get("/api/v1/users").is(403),
                user.newKey().post("/api/v1/orders", TestProducts.cart(product, 1)).is(201),
                user.newKey().post("/api/v1/orders", TestProducts.cart(product, 9)).is(409),
                user.newKey().post("/api/v1/orders", "{}").is(422));
        for (ApiResponse reply : replies) {
            assertThat(reply.headers().allValues("X-Content-Type-Options")).as(reply.toString()).containsExactly("nosniff");
            assertThat(reply.headers().allValues("X-Frame-Options")).as(reply.toString()).containsExactly("DENY");
            assertThat(reply.headers().allValues("X-XSS-Protection")).as(reply.toString()).containsExactly("0");
            assertThat(reply.headers().allValues("Referrer-Policy")).as(reply.toString()).containsExactly("no-referrer");
            assertThat(reply.headers().allValues("Cache-Control")).as(reply.toString()).hasSize(1);
            assertThat(reply.headers().allValues("Content-Security-Policy")).as(reply.toString()).hasSize(1).allSatisfy(policy -> {
                boolean isSwaggerUi = reply.path().startsWith("/swagger-ui/");
                assertThat(policy).startsWith(isSwaggerUi ? "default-src 'self'; " : "default-src 'none'; ")
                        .contains("base-uri 'none'", "frame-ancestors 'none'");
            });
        }
    }

    @Test
    void responsesWithoutCacheControlAreNotStored() {
        ApiClient user = people.newUser().api();
        for (ApiResponse reply : List.of(user.get("/api/v1/users/me").is(200), anyone.get("/api/v1/users/me").is(401),
                anyone.get(PRODUCTS + "/" + UUID.randomUUID()).is(404), anyone.get("/nothing").is(404))) {
            assertThat(reply.headers().allValues("Cache-Control")).containsExactly("private, no-store");
        }
        assertThat(anyone.get(PRODUCTS + "?limit=1").is(200).header("Cache-Control")).contains("public", "s-maxage=");
    }
}
