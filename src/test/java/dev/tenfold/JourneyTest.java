package dev.tenfold;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.StockAssertions;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** A new user's path through the shop. Each response is checked with the headers that the API documents. */
@TenfoldTest
class JourneyTest {

    private final ApiClient anyone;
    private final ApiClient admin;
    private final StockAssertions stockAssertions;

    JourneyTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.anyone = new ApiClient(port);
        this.admin = new TestAccounts(anyone).admin();
        this.stockAssertions = new StockAssertions(jdbc);
    }

    @Test
    void aUserSignsUpOrdersAndIsDeleted() {
        String email = "Ada." + UUID.randomUUID() + "@Tenfold.test";
        String password = "engine of difference";
        ApiResponse signedUp = json(anyone.post("/api/v1/users",
                "{\"name\": \"Ada Lovelace\", \"email\": \"%s\", \"password\": \"%s\"}".formatted(email, password)), 201);
        String profile = signedUp.location();
        assertThat(profile).isEqualTo("/api/v1/users/" + signedUp.json().path("id").asString());
        assertThat(signedUp.text()).doesNotContain("password", password);

        ApiResponse tokens = json(anyone.post("/api/v1/auth/token",
                "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email.toLowerCase(Locale.ROOT), password)), 200);
        assertThat(tokens.json().path("token_type").asString()).isEqualTo("Bearer");
        assertThat(tokens.json().path("expires_in").asInt()).isBetween(1, 900);
        ApiClient ada = anyone.as(tokens.json().path("access_token").asString());
        ApiResponse me = json(ada.get("/api/v1/users/me"), 200);
        assertThat(me.json().path("role").asString()).isEqualTo("user");
        ada.with("If-None-Match", String.valueOf(me.header("ETag"))).get(profile).is(304);

        String word = "w" + UUID.randomUUID().toString().replace("-", "");
        ApiResponse added = json(admin.post("/api/v1/products", """
                {"sku": "%s", "name": "Analytical engine", "description": "Does %s.", "category": "engines",
                 "price": {"amount": 123456, "currency": "GBP"}, "initial_stock": 3}
                """.formatted(word, word)), 201);
        String product = added.location();

        ApiResponse found = anyone.get("/api/v1/products?q=" + word + "&in_stock=true&sort=price").is(200);
        assertThat(found.header("Cache-Control")).contains("public", "s-maxage", "stale-while-revalidate");
        assertThat(found.json().path("data").get(0)).isEqualTo(added.json());
        ApiResponse shown = anyone.get(product).is(200);
        anyone.with("If-None-Match", String.valueOf(shown.header("ETag"))).get(product).is(304);
        assertThat(anyone.get(product + "/stock").is(200).json().path("available").asInt()).isEqualTo(3);

        String cart = TestProducts.cart(added.json().path("id").asString(), 2);
        anyone.newKey().post("/api/v1/orders", cart).isProblem(401, "unauthenticated");
        ApiClient keyed = ada.newKey();
        ApiResponse placed = json(keyed.post("/api/v1/orders", cart), 201);
        assertThat(keyed.post("/api/v1/orders", cart).is(201).header("Idempotent-Replayed")).isEqualTo("true");
        String order = placed.location();
        assertThat(placed.json().path("total").toString()).isEqualTo("{\"amount\":246912,\"currency\":\"GBP\"}");
        assertThat(anyone.get(product + "/stock").json().path("available").asInt()).isEqualTo(1);

        ada.post(order + "/pay", "{\"payment_reference\": \"pi_1\"}").isProblem(403, "forbidden");
        assertStatus(admin.newKey().post(order + "/pay", "{\"payment_reference\": \"pi_1\"}"), "paid");
        ada.post(order + "/ship", "").isProblem(403, "forbidden");
        assertStatus(admin.post(order + "/ship", ""), "shipped");
        ada.post(order + "/cancel", "").isProblem(409, "illegal_transition");
        assertStatus(admin.post(order + "/deliver", ""), "delivered");
        ApiResponse delivered = assertStatus(ada.get(order), "delivered");
        assertThat(delivered.header("ETag")).startsWith("\"");
        JsonNode list = json(ada.get("/api/v1/orders?status=delivered"), 200).json();
        assertThat(list.path("data").get(0)).isEqualTo(delivered.json());
        assertThat(list.path("next_cursor").isNull()).isTrue();

        ApiResponse renewed = json(anyone.post("/api/v1/auth/refresh", refresh(tokens)), 200);
        ApiClient later = anyone.as(renewed.json().path("access_token").asString());
        assertStatus(later.get(order), "delivered");
        anyone.post("/api/v1/auth/logout", refresh(renewed)).is(204);
        anyone.post("/api/v1/auth/refresh", refresh(renewed)).is(401);
        stockAssertions.balance(added.json().path("id").asString());
    }

    private static String refresh(ApiResponse tokens) {
        return "{\"refresh_token\": \"" + tokens.json().path("refresh_token").asString() + "\"}";
    }

    private static ApiResponse assertStatus(ApiResponse order, String status) {
        assertThat(json(order, 200).json().path("status").asString()).isEqualTo(status);
        return order;
    }

    /** The headers of every response that belongs to one user. */
    private static ApiResponse json(ApiResponse reply, int status) {
        reply.is(status);
        assertThat(reply.header("Content-Type")).startsWith("application/json");
        assertThat(reply.header("X-Request-Id")).matches("[A-Za-z0-9._-]{1,64}");
        assertThat(reply.header("Cache-Control")).contains("private", "no-store");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        return reply;
    }
}
