package dev.tenfold;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The endpoints for operators. */
@TenfoldTest
class OperationsTest {

    private final ApiClient api;

    OperationsTest(@LocalServerPort int port) {
        this.api = new ApiClient(port).without("Content-Type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness"})
    void aHealthyInstanceIsUp(String path) {
        ApiResponse reply = api.get(path).is(200);
        assertThat(reply.json().path("status").asString()).isEqualTo("UP");
        assertThat(reply.header("X-Request-Id")).isNotBlank();
    }

    @Test
    void healthNamesItsComponentsWithoutDetails() {
        JsonNode health = api.get("/actuator/health").is(200).json();
        assertThat(health.path("components").propertyNames()).contains("db", "redis", "livenessState", "readinessState");
        assertThat(health.toString()).doesNotContain("details", "jdbc", "127.0.0.1");
    }

    @Test
    void livenessAndReadinessDoNotDependOnOtherServices() {
        for (String probe : new String[]{"liveness", "readiness"}) {
            assertThat(api.get("/actuator/health/" + probe).json().path("components").propertyNames()).containsExactly(probe + "State");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"env", "beans", "heapdump", "threaddump", "configprops", "loggers", "metrics", "mappings", "shutdown", "flyway",
        "conditions", "caches", "scheduledtasks", "httpexchanges", "sbom", "logfile"})
    void noOtherActuatorEndpointExists(String endpoint) {
        api.get("/actuator/" + endpoint).isProblem(404, "not_found");
    }

    @Test
    void infoHasTheBuild() {
        assertThat(api.get("/actuator/info").is(200).json().path("build").path("version").asString()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http_server_requests_seconds_bucket{", "hikaricp_connections_active{", "hikaricp_connections_pending{",
        "cache_gets_total{", "tenfold_failures_total{", "jvm_memory_used_bytes{", "jetty_threads_busy{",
        "process_cpu_usage"})
    void prometheusGetsTheMetrics(String metric) {
        api.get("/nothing").is(404);
        await().untilAsserted(() -> assertThat(scrape()).contains(metric)); // a request is counted after its answer is sent
    }

    @Test
    void failuresAreCountedUnderTheirCode() {
        double before = valueOf("tenfold_failures_total", "code=\"invalid_credentials\"");
        String body = "{\"email\": \"nobody\", \"password\": \"x\"}";
        api.with("Content-Type", "application/json").post("/api/v1/auth/token", body).isProblem(401, "invalid_credentials");
        assertThat(valueOf("tenfold_failures_total", "code=\"invalid_credentials\"")).isEqualTo(before + 1);
    }

    @Test
    void requestsAreCountedByRouteAndNotByPath() {
        String id = UUID.randomUUID().toString();
        api.get("/api/v1/products/" + id).isProblem(404, "not_found");
        await().untilAsserted(() -> assertThat(scrape()).contains("uri=\"/api/v1/products/{id}\"").doesNotContain(id));
    }

    @Test
    void cacheLookUpsAreCounted() {
        double before = valueOf("cache_gets_total", "cache=\"product\",result=\"miss\",tier=\"redis\"");
        api.get("/api/v1/products/" + UUID.randomUUID()).is(404);
        assertThat(valueOf("cache_gets_total", "cache=\"product\",result=\"miss\",tier=\"redis\"")).isEqualTo(before + 1);
    }

    private String scrape() {
        return api.with("Accept", "text/plain").get("/actuator/prometheus").is(200).text();
    }

    /** The value of the first line of a metric with these labels; 0 if there is none. */
    private double valueOf(String metric, String labels) {
        Matcher line = Pattern.compile("^%s\\{[^}]*%s[^}]*} (\\S+)$".formatted(metric, Pattern.quote(labels)), Pattern.MULTILINE)
                .matcher(scrape());
        return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }
}
