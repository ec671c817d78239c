package dev.tenfold.platform.errortracking;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.Services;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What Sentry would receive: an envelope of JSON lines, with the type of an item in one line and the event in the next. */
@Proof
class ErrorReportTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int OK = 200;

    private final Queue<JsonNode> events = new ConcurrentLinkedQueue<>();
    private HttpServer tracker;

    @BeforeEach
    void start() throws IOException {
        tracker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        tracker.createContext("/api/7/envelope/", this::take);
        tracker.start();
    }

    @AfterEach
    void stop() {
        tracker.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            var body = packed ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
            List<JsonNode> lines = new String(body.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .map(line -> JsonMapper.shared().readTree(line)).toList();
            for (int at = 1; at + 1 < lines.size(); at += 2) {
                if ("event".equals(lines.get(at).path("type").asString())) {
                    events.add(lines.get(at + 1));
                }
            }
            exchange.sendResponseHeaders(OK, -1);
        }
    }

    @Test
    void onlyErrorsAreReportedAndWithTheIdsToFindThemInTheLog() {
        String dsn = "http://key@127.0.0.1:" + tracker.getAddress().getPort() + "/7";
        var settings = Map.of("sentry.dsn", dsn, "sentry.environment", "a test", "tenfold.roles", "worker", "spring.main.sources",
                List.of("dev.tenfold.testing.services.ParentProcessWatch", "dev.tenfold.testing.demo.NotTestClasses",
                        ErrorLogger.class.getName()));
        try (Instance instance = Instance.launch(Services.shared(), settings).awaitReady()) {
            await().atMost(SOON).until(() -> !events.isEmpty());
            instance.stop();
            assertThat(instance.awaitEnd(SOON)).isZero();
        }
        assertThat(events).singleElement().satisfies(event -> {
            JsonNode exception = event.path("exception").path("values").path(0);
            assertThat(exception.path("type").asString()).isEqualTo("IllegalStateException");
            assertThat(exception.path("value").asString()).isEqualTo("that should not have");
            assertThat(event.path("level").asString()).isEqualTo("error");
            assertThat(event.path("environment").asString()).isEqualTo("a test");
            assertThat(event.path("release").asString()).startsWith("tenfold@");
            assertThat(event.path("tags").path("request_id").asString()).isEqualTo("the-request");
            assertThat(event.path("user").isEmpty()).isTrue();
            assertThat(event.has("request")).isFalse();
            assertThat(event.path("breadcrumbs").isEmpty()).isTrue();
        });
    }
}
