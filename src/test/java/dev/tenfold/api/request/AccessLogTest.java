package dev.tenfold.api.request;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The line of each request in the access log. */
@TenfoldTest
@ExtendWith(OutputCaptureExtension.class)
class AccessLogTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration SOON = Duration.ofSeconds(60);

    private final ApiClient api;

    AccessLogTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
    }

    @Test
    void aLineHasTheUserTheRouteAndTheStatus(CapturedOutput output) {
        Person ada = new TestAccounts(api).newUser();
        String id = UUID.randomUUID().toString();
        ada.api().with("X-Request-Id", id).get("/api/v1/users/" + ada.id() + "?secret=1").isProblem(400, "invalid_parameter");

        JsonNode line = lineOf(id, output);
        assertThat(line.path("method").asString()).isEqualTo("GET");
        assertThat(line.path("route").asString()).isEqualTo("/api/v1/users/{id}");
        assertThat(line.path("status").asInt()).isEqualTo(400);
        assertThat(line.path("duration_ms").asDouble()).isPositive().isLessThan(60_000);
        assertThat(line.path("user").asString()).isEqualTo(ada.id());
        assertThat(line.path("message").asString()).contains("GET /api/v1/users/{id} 400");
        assertThat(line.toString()).doesNotContain("secret");
    }

    @Test
    void requestsWithoutCredentialsAreLoggedAsAnonymousAndRefusalsToo(CapturedOutput output) {
        String id = UUID.randomUUID().toString();
        api.with("X-Request-Id", id).get("/api/v1/users/me").isProblem(401, "unauthenticated");
        JsonNode line = lineOf(id, output);
        assertThat(line.path("status").asInt()).isEqualTo(401);
        assertThat(line.path("user").asString()).isEqualTo("anonymous");
    }

    @Test
    void aRequestOfNoRouteIsLoggedWithoutItsPath(CapturedOutput output) {
        String id = UUID.randomUUID().toString();
        api.with("X-Request-Id", id).get("/nothing/at-all").isProblem(404, "not_found");
        JsonNode line = lineOf(id, output);
        assertThat(line.path("status").asInt()).isEqualTo(404);
        assertThat(line.toString()).doesNotContain("at-all");
    }

    @Test
    void neitherPasswordsNorTokensNorEmailsAreLogged(CapturedOutput output) {
        Person ada = new TestAccounts(api).newUser();
        String id = UUID.randomUUID().toString();
        String body = "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(ada.email(), TestAccounts.PASSWORD);
        JsonNode tokens = api.with("X-Request-Id", id).post("/api/v1/auth/token", body).is(200).json();
        String refresh = UUID.randomUUID().toString();
        api.with("X-Request-Id", refresh)
                .post("/api/v1/auth/refresh", "{\"refresh_token\": \"%s\"}".formatted(tokens.path("refresh_token").asString())).is(200);
        assertThat(lineOf(id, output).path("status").asInt()).isEqualTo(200);
        assertThat(lineOf(id, output).path("user").asString()).isEqualTo(ada.id());
        assertThat(lineOf(refresh, output).path("user").asString()).as("who refreshed a token").isEqualTo(ada.id());
        assertThat(output.getAll()).doesNotContain(TestAccounts.PASSWORD, ada.email(), tokens.path("refresh_token").asString(),
                tokens.path("access_token").asString());
    }

    /** The access log is written after the response is sent, so the line may appear a moment later. */
    private static JsonNode lineOf(String requestId, CapturedOutput output) {
        return await().atMost(SOON).until(() -> output.getOut().lines().filter(line -> line.contains("\"logger_name\":\"access\""))
                .map(JSON::readTree).filter(line -> line.path("request_id").asString("").equals(requestId)).findFirst(),
                found -> found.isPresent()).orElseThrow();
    }
}
