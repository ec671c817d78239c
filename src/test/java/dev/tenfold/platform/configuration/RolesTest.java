package dev.tenfold.platform.configuration;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.Services;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a process with each role does. */
@Proof
class RolesTest {

    private static final Duration LONGEST_MIGRATION = Duration.ofMinutes(3);

    @Test
    void aWorkerServesHealthAndNoApi() throws IOException, InterruptedException {
        try (Instance worker = Instance.launch(Services.shared(), Map.of("tenfold.roles", "worker")).awaitReady()) {
            var anyone = new ApiClient(worker.port());
            anyone.get("/actuator/health/liveness").is(200);
            anyone.get("/actuator/prometheus").is(200);
            assertThat(status(worker, "/api/v1/products")).isEqualTo(404);
            assertThat(status(worker, "/v3/api-docs")).isEqualTo(404);
        }
    }

    @Test
    void aMigrationNeedsPostgresqlOnlyAndEndsWithZero() {
        var settings = Map.of("tenfold.roles", "migrate", "logging.level.root", "INFO", "spring.flyway.enabled", "false",
                "spring.data.redis.url", "redis://127.0.0.1:1", "tenfold.auth.signing-key", "none");
        try (Instance migration = Instance.launch(Services.shared(), settings)) {
            assertThat(migration.awaitEnd(LONGEST_MIGRATION)).isZero();
            assertThat(migration.log()).contains("The schema is up to date");
        }
    }

    /** Without the usual client, because a worker has no OpenAPI document to check against. */
    private static int status(Instance worker, String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + worker.port() + path)).build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        }
    }
}
