package dev.tenfold;

import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.RawConnection;
import dev.tenfold.testing.services.FreePort;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.Services;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The operations port as deployments configure it: it serves health and metrics and nothing else, and the request port serves neither.
 */
@Proof
class OperationsPortTest {

    private static Instance instance;
    private static RawConnection requests;
    private static RawConnection operations;

    @BeforeAll
    static void start() {
        instance = withTwoPorts(Map.of());
        requests = new RawConnection(instance.port());
        operations = new RawConnection(instance.operationsPort());
    }

    @AfterAll
    static void end() {
        instance.close();
    }

    private static Instance withTwoPorts(Map<String, String> settings) {
        return Instance.launchWithTwoPorts(Services.shared(), FreePort.find(), settings).awaitReady();
    }

    private static ApiResponse get(RawConnection port, String path) {
        return port.toHost("GET " + path + " HTTP/1.1", "Accept: */*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness", "/actuator/info"})
    void healthIsAnsweredWithoutAToken(String path) {
        get(operations, path).is(200);
    }

    @Test
    void prometheusScrapesWithoutATokenAndGetsTheMetricsOfTheOtherPort() {
        get(requests, "/api/v1/products").is(200);
        await().untilAsserted(() -> assertThat(get(operations, "/actuator/prometheus").is(200).text()).contains(
                "http_server_requests_seconds_bucket{", "uri=\"/api/v1/products\"", "hikaricp_connections_active{",
                "jvm_memory_used_bytes{")); // a request is counted after its answer is sent
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/products", "/v3/api-docs", "/swagger-ui.html", "/.well-known/jwks.json", "/", "/problems/not_found",
        "/actuator/env", "/actuator/heapdump", "/actuator/shutdown"})
    void noOtherEndpointExists(String path) {
        assertThat(get(operations, path).status()).isIn(401, 403, 404);
    }

    @Test
    void theOperationsPortServesNoApi() {
        String body = "{\"items\":[]}";
        ApiResponse reply = operations.post("/api/v1/orders", body.getBytes(StandardCharsets.US_ASCII));
        assertThat(reply.status()).isIn(401, 403, 404, 405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator", "/actuator/health", "/actuator/health/readiness", "/actuator/prometheus", "/actuator/info",
        "/livez", "/readyz"})
    void theRequestPortServesNoActuator(String path) {
        assertThat(get(requests, path).status()).isIn(401, 404);
    }

    @Test
    void aWorkerServesOnlyTheOperationsPort() {
        try (Instance worker = withTwoPorts(Map.of("tenfold.roles", "worker"))) {
            RawConnection ofWorker = new RawConnection(worker.operationsPort());
            List.of("/actuator/health/liveness", "/actuator/health/readiness", "/actuator/prometheus")
                    .forEach(path -> get(ofWorker, path).is(200));
            assertThat(get(ofWorker, "/api/v1/products").status()).isIn(401, 403, 404);
            get(new RawConnection(worker.port()), "/actuator/prometheus").is(404);
        }
    }
}
