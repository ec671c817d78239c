package dev.tenfold.traffic.requestlimits;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.RawConnection;
import dev.tenfold.testing.services.TenfoldTest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
class BodyLimitTest {

    private static final int LIMIT = 64 * 1024;
    private static final String PATH = "/api/v1/auth/logout";
    private static final String START = "{\"refresh_token\": \"";
    private static final String END = "\"}";

    private final ApiClient api;
    private final RawConnection wire;
    private final URI target;

    BodyLimitTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
        this.wire = new RawConnection(port);
        this.target = URI.create("http://127.0.0.1:" + port + PATH);
    }

    @Test
    void aBodyOfExactlyTheLimitIsAcceptedAndOneByteMoreIsNot() {
        api.post(PATH, body(LIMIT)).is(204);
        ApiResponse reply = api.post(PATH, body(LIMIT + 1)).isProblem(413, "body_too_large");
        assertThat(reply.json().path("detail").asString()).contains("65536");
    }

    @Test
    void aContentLengthOverTheLimitIsRefusedBeforeTheBodyArrives() {
        ApiResponse reply = wire.toHost("POST " + PATH + " HTTP/1.1", "Content-Type: application/json", "Content-Length: 10000000");
        reply.isProblem(413, "body_too_large");
        assertThat(reply.header("Connection")).isEqualTo("close");
    }

    @Test
    void aChunkedBodyIsCountedWhileItIsRead() throws Exception {
        assertThat(sendChunked(body(LIMIT)).statusCode()).isEqualTo(204);
        for (int length : new int[]{LIMIT + 1, 10 * LIMIT}) {
            HttpResponse<String> refused = sendChunked(body(length));
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(413);
            assertThat(refused.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
            assertThat(refused.headers().firstValue("X-Request-Id")).isPresent();
            assertThat(refused.body()).contains("body_too_large");
        }
    }

    @ParameterizedTest
    @CsvSource({"/nothing, 65536", "/api/v1/users/me, 65536", "/api/v1/orders, 65536", "/api/v1/products, 262144"})
    void theLimitHoldsOnEveryRoute(String path, int limit) {
        assertThat(api.post(path, body(limit)).status()).isNotEqualTo(413);
        api.post(path, body(limit + 1)).isProblem(413, "body_too_large");
    }

    private HttpResponse<String> sendChunked(String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        var request = HttpRequest.newBuilder(target).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))).build();
        try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request, BodyHandlers.ofString());
        }
    }

    private static String body(int length) {
        return START + "x".repeat(length - START.length() - END.length()) + END;
    }
}
