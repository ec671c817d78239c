package dev.tenfold.shop.product;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** PUT, PATCH and DELETE: what they change, and that no concurrent change is lost. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProductChangeTest {

    private static final String PATCH = "{\"name\": \"Changed\"}";

    private final ApiClient api;
    private final ApiClient admin;

    ProductChangeTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
        this.admin = new TestAccounts(api).admin();
    }

    @Test
    void putReplacesAllMembers() {
        String path = added(ProductJson.any());
        JsonNode before = api.get(path).json();
        ProductJson other = ProductJson.any().amount(5);
        ApiResponse put =
                admin.with("If-Match", "\"v1\"").put(path, other.replacement().replace("\"description\": \"Black tea.\", ", "")).is(200);
        assertThat(put.header("ETag")).isEqualTo("\"v2\"");
        JsonNode after = put.json();
        assertThat(after.path("sku").asString()).isEqualTo(other.sku());
        assertThat(after.path("category").asString()).isEqualTo(other.category());
        assertThat(after.path("price").path("amount").asLong()).isEqualTo(5);
        assertThat(after.path("description").asString()).as("left out").isEmpty();
        assertThat(after.path("id")).isEqualTo(before.path("id"));
        assertThat(after.path("created_at")).isEqualTo(before.path("created_at"));
        assertThat(Instant.parse(after.path("updated_at").asString())).isAfter(Instant.parse(before.path("updated_at").asString()));
        assertThat(api.get(path).json()).as("the next read, though the one before had filled the cache").isEqualTo(after);
    }

    @Test
    void patchChangesOnlyTheNamedMembers() {
        ProductJson product = ProductJson.any();
        String path = added(product);
        api.get(path).is(200);
        JsonNode after = admin.with("If-Match", "\"v1\"").with("Content-Type", "application/merge-patch+json")
                .patch(path, "{\"price\": {\"amount\": 42}, \"description\": null}").is(200).json();
        assertThat(after.path("price").toString()).isEqualTo("{\"amount\":42,\"currency\":\"USD\"}");
        assertThat(after.path("description").asString()).isEmpty();
        assertThat(after.path("name").asString()).isEqualTo(product.name());
        assertThat(after.path("sku").asString()).isEqualTo(product.sku());
        assertThat(api.get(path).json()).isEqualTo(after);
    }

    @Test
    void theResultOfAPatchIsValidated() {
        JsonNode problem = admin.with("If-Match", "*")
                .patch(added(ProductJson.any()), "{\"name\": null, \"sku\": \"\", \"price\": {\"amount\": -5, \"currency\": null}}")
                .isProblem(422, "invalid").json();
        assertThat(problem.path("errors").valueStream().map(error -> error.path("pointer").asString())).contains("/name", "/sku",
                "/price/amount",
                "/price/currency");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"{\"colour\": 1}|unknown_member", "{\"id\": \"0190a0b0-0000-7000-8000-000000000000\"}|unknown_member",
                "{\"initial_stock\": 5}|unknown_member", "[]|wrong_type", "\"text\"|wrong_type", "{\"name\": 5}|wrong_type",
                "{\"price\": 5}|wrong_type",
                "{\"name\": \"a\", \"name\": \"b\"}|malformed_json", "{|malformed_json"})
    void anInvalidPatchIsRefused(String patch, String code) {
        String path = added(ProductJson.any());
        admin.with("If-Match", "*").patch(path, patch).isProblem(400, code);
        assertThat(api.get(path).header("ETag")).isEqualTo("\"v1\"");
    }

    @Test
    void otherMediaTypesAreRefused() {
        String path = added(ProductJson.any());
        admin.with("If-Match", "*").with("Content-Type", "text/plain").patch(path, PATCH).isProblem(415, "unsupported_media_type");
        admin.with("If-Match", "*").with("Content-Type", "application/merge-patch+json").put(path, ProductJson.any().replacement())
                .isProblem(415, "unsupported_media_type");
    }

    @Test
    void aChangeNeedsIfMatch() {
        String path = added(ProductJson.any());
        changes(admin, path).forEach(reply -> reply.isProblem(428, "precondition_required"));
        assertThat(api.get(path).is(200).header("ETag")).isEqualTo("\"v1\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"v0\"", "W/\"v1\"", "\"V1\"", "\"v2\", \"v3\""})
    void aChangeBasedOnAnotherVersionIsRefused(String stale) {
        String path = added(ProductJson.any());
        changes(admin.with("If-Match", stale), path).forEach(reply -> reply.isProblem(412, "precondition_failed"));
        assertThat(api.get(path).is(200).header("ETag")).isEqualTo("\"v1\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"v1\"", "*", "\"v9\", \"v1\""})
    void aChangeBasedOnTheCurrentVersionIsMade(String matching) {
        admin.with("If-Match", matching).patch(added(ProductJson.any()), PATCH).is(200);
        admin.with("If-Match", matching).put(added(ProductJson.any()), ProductJson.any().replacement()).is(200);
        String path = added(ProductJson.any());
        assertThat(admin.with("If-Match", matching).delete(path).is(204).body()).isEmpty();
        api.get(path).isProblem(404, "not_found");
    }

    @Test
    void onlyOneOfTwoChangesOfTheSameVersionSucceeds() {
        for (int round = 0; round < 10; round++) {
            String path = added(ProductJson.any());
            ApiClient matching = admin.with("If-Match", "\"v1\"");
            List<ApiResponse> replies = Concurrently.run(2, number -> matching.patch(path, "{\"name\": \"Winner " + number + "\"}"));
            assertThat(replies).extracting(ApiResponse::status).containsExactlyInAnyOrder(200, 412);
            ApiResponse winner = replies.stream().filter(reply -> reply.status() == 200).findFirst().orElseThrow();
            assertThat(api.get(path).json()).isEqualTo(winner.json());
            assertThat(api.get(path).header("ETag")).isEqualTo("\"v2\"");
        }
    }

    @Test
    void onlyOneOfADeletionAndAChangeOfTheSameVersionSucceeds() {
        String path = added(ProductJson.any());
        ApiClient matching = admin.with("If-Match", "\"v1\"");
        List<ApiResponse> replies = Concurrently.run(2, number -> number == 0 ? matching.patch(path, PATCH) : matching.delete(path));
        boolean deleted = replies.get(1).status() == 204;
        replies.get(0).is(deleted ? 404 : 200);
        replies.get(1).is(deleted ? 204 : 412);
        api.get(path).is(deleted ? 404 : 200);
    }

    @Test
    void anUnknownProductCannotBeChanged() {
        changes(admin.with("If-Match", "*"), "/api/v1/products/" + UUID.randomUUID()).forEach(reply -> reply.isProblem(404, "not_found"));
    }

    private String added(ProductJson product) {
        return "/api/v1/products/" + product.id(admin);
    }

    private static List<ApiResponse> changes(ApiClient who, String path) {
        return List.of(who.put(path, ProductJson.any().replacement()), who.patch(path, PATCH), who.delete(path));
    }
}
