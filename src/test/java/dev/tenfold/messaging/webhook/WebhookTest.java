package dev.tenfold.messaging.webhook;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Managing webhooks. None is enabled, so nothing is sent. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookTest {

    private static final String WEBHOOKS = "/api/v1/webhooks";
    private static final String VALID = "{\"url\": \"https://shop.example/hook\", \"events\": [\"order.*\"], \"enabled\": false}";

    private final ApiClient admin;
    private final JdbcClient jdbc;
    private final List<String> added = new ArrayList<>();

    WebhookTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.admin = new ApiClient(port).as(new TestUsers(jdbc).admin().token());
        this.jdbc = jdbc;
    }

    @AfterEach
    void deleteThem() {
        added.forEach(path -> admin.with("If-Match", "*").delete(path));
        added.clear();
    }

    @Test
    void aWebhookIsAddedReadAndDeleted() {
        ApiResponse created = add(VALID);
        String path = created.location();
        assertThat(created.header("ETag")).isEqualTo("\"v1\"");
        assertThat(created.json().path("secret").asString()).matches("whsec_[A-Za-z0-9+/]{43}=");
        ApiResponse read = admin.get(path).is(200);
        assertThat(read.json().has("secret")).as("it is shown once").isFalse();
        assertThat(read.json().path("url").asString()).isEqualTo("https://shop.example/hook");
        assertThat(read.json().path("events").valueStream().map(JsonNode::asString)).containsExactly("order.*");
        assertThat(read.json().path("enabled").asBoolean()).isFalse();
        assertThat(read.header("ETag")).isEqualTo("\"v1\"");
        assertThat(admin.with("If-None-Match", "\"v1\"").get(path).status()).isEqualTo(304);
        admin.with("If-Match", "\"v1\"").delete(path).is(204);
        admin.get(path).isProblem(404, "not_found");
        admin.post(path + "/secret", "").isProblem(404, "not_found");
        admin.get(path + "/deliveries").isProblem(404, "not_found");
        admin.with("If-Match", "*").delete(path).isProblem(404, "not_found");
    }

    @Test
    void aWebhookIsEnabledByDefault() {
        ApiResponse created = add("{\"url\": \"https://shop.invalid/hook\", \"events\": [\"nothing.at.all\"]}");
        assertThat(created.json().path("enabled").asBoolean()).isTrue();
    }

    @Test
    void aPatchChangesOnlyTheNamedFieldsAndNeedsIfMatch() {
        String path = add(VALID).location();
        ApiClient first = admin.with("If-Match", "\"v1\"");
        ApiResponse changed =
                first.with("Content-Type", "application/merge-patch+json").patch(path, "{\"events\": [\"stock.changed\", \"*\"]}")
                        .is(200);
        assertThat(changed.header("ETag")).isEqualTo("\"v2\"");
        assertThat(changed.json().path("events").size()).isEqualTo(2);
        assertThat(changed.json().path("url").asString()).isEqualTo("https://shop.example/hook");
        assertThat(changed.json().path("enabled").asBoolean()).isFalse();
        first.patch(path, "{\"enabled\": true}").isProblem(412, "precondition_failed");
        first.delete(path).isProblem(412, "precondition_failed");
        admin.patch(path, "{\"enabled\": true}").isProblem(428, "precondition_required");
        admin.delete(path).isProblem(428, "precondition_required");
        admin.with("If-Match", "*").patch(path, "{\"url\": \"https://10.0.0.1/\"}").isProblem(422, "invalid");
        admin.with("If-Match", "*").patch(path, "{\"secret\": \"x\"}").isProblem(400, "unknown_member");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"url": "http://shop.example/", "events": ["*"]}                          | /url      | invalid_url
            {"url": "https://127.0.0.1/", "events": ["*"]}                            | /url      | invalid_url
            {"url": "https://[::1]/", "events": ["*"]}                                | /url      | invalid_url
            {"url": "https://169.254.169.254/latest/meta-data", "events": ["*"]}      | /url      | invalid_url
            {"url": "https://u:p@shop.example/", "events": ["*"]}                     | /url      | invalid_url
            {"url": "https://shop.example:22/", "events": ["*"]}                      | /url      | invalid_url
            {"url": "nonsense", "events": ["*"]}                                      | /url      | invalid_url
            {"url": "https://shop.example/", "events": []}                            | /events   | length_out_of_range
            {"url": "https://shop.example/", "events": ["order.placed", "Order.*"]}   | /events/1 | invalid_format
            {"url": "https://shop.example/", "events": ["*.placed"]}                  | /events/0 | invalid_format
            {"url": "https://shop.example/", "events": ["order*"]}                    | /events/0 | invalid_format
            {"url": "https://shop.example/", "events": [null]}                        | /events/0 | required
            {"events": ["*"]}                                                         | /url      | required
            """)
    void invalidWebhooksAreRefused(String body, String pointer, String code) {
        JsonNode errors = admin.post(WEBHOOKS, body).isProblem(422, "invalid").json().path("errors");
        assertThat(errors.valueStream().map(error -> error.path("pointer").asString() + " " + error.path("code").asString()))
                .containsExactly(pointer + " " + code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/1", "/%00", "/1/secret", "/1/deliveries", "/1/deliveries/1/redeliver"})
    void anInvalidIdNeverReachesTheDatabase(String path) {
        boolean isGet = !path.endsWith("secret") && !path.endsWith("redeliver");
        assertThat((isGet ? admin.get(WEBHOOKS + path) : admin.post(WEBHOOKS + path, "")).status()).isEqualTo(400);
    }

    @Test
    void theListHasPages() {
        IntStream.range(0, 3).forEach(_ -> add(VALID));
        ApiResponse first = admin.get(WEBHOOKS + "?limit=2&include=total").is(200);
        assertThat(first.json().path("total").asInt()).isGreaterThanOrEqualTo(3);
        assertThat(first.json().path("data").valueStream().map(row -> row.has("secret"))).containsExactly(false, false);
        String cursor = first.json().path("next_cursor").asString();
        ApiResponse second = admin.get(WEBHOOKS + "?limit=2&cursor=" + cursor).is(200);
        assertThat(second.json().path("data").get(0).path("id").asString())
                .isLessThan(first.json().path("data").get(1).path("id").asString());
        admin.get(WEBHOOKS + "/" + UUID.randomUUID() + "/deliveries?cursor=" + cursor).isProblem(404, "not_found");
    }

    @Test
    void concurrentRequestsDoNotExceedTheMaximumNumberOfWebhooks() {
        int before = admin.get(WEBHOOKS + "?include=total").is(200).json().path("total").asInt();
        int room = 50 - before;
        List<ApiResponse> replies = Concurrently.run(60, _ -> admin.post(WEBHOOKS, VALID));
        replies.stream().filter(reply -> reply.status() == 201).forEach(reply -> added.add(reply.location()));
        assertThat(added).hasSize(room);
        replies.stream().filter(reply -> reply.status() != 201).forEach(reply -> reply.isProblem(409, "too_many_webhooks"));
    }

    @Test
    void aNewSecretIsAddedAndOnlyFiveAreKept() {
        ApiResponse created = add(VALID);
        String path = created.location();
        JsonNode rotated = admin.post(path + "/secret", "").is(200).json();
        assertThat(rotated.path("secret").asString()).startsWith("whsec_").isNotEqualTo(created.json().path("secret").asString());
        assertThat(rotated.path("previous_valid_until").asString()).isGreaterThan(created.json().path("created_at").asString());
        IntStream.range(0, 10).forEach(_ -> admin.post(path + "/secret", "").is(200));
        UUID id = UUID.fromString(created.json().path("id").asString());
        assertThat(jdbc.sql("SELECT number FROM webhook_secrets WHERE webhook_id = :id ORDER BY number").param("id", id)
                .query(Integer.class).list()).containsExactly(8, 9, 10, 11, 12);
        assertThat(jdbc.sql("SELECT count(*) FROM webhook_secrets WHERE webhook_id = :id AND valid_until IS NULL").param("id", id)
                .query(Integer.class).single()).isEqualTo(1);
    }

    private ApiResponse add(String body) {
        ApiResponse created = admin.post(WEBHOOKS, body).is(201);
        added.add(created.location());
        return created;
    }
}
