package dev.tenfold.testing.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** A response of the service. */
@SuppressWarnings("ArrayRecordComponent") // the bytes of the body
public record ApiResponse(String method, String path, int status, HttpHeaders headers, byte[] body) {

    private static final Set<Integer> BUSY = Set.of(409, 503);
    private static final Set<String> BUSY_CODES = Set.of("overloaded", "in_flight");

    public @Nullable String header(String name) {
        return headers.firstValue(name).orElse(null);
    }

    /** The path of what was created, from the header {@code Location}. */
    public String location() {
        return headers.firstValue("Location").orElseThrow(() -> new AssertionError(method + " " + path + " answered without a Location"));
    }

    /** The id at the end of a path. */
    public static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The body after decoding its content coding. */
    public byte[] content() {
        if (!"gzip".equals(header("Content-Encoding"))) {
            return body;
        }
        try (var plain = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return plain.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String text() {
        return new String(content(), StandardCharsets.UTF_8);
    }

    public JsonNode json() {
        return ApiClient.JSON.readTree(content());
    }

    /** Whether the service is too busy, or still processes a request with the same key, and asks the client to retry. */
    public boolean isRefusedForNow() {
        return header("Retry-After") != null && BUSY.contains(status) && BUSY_CODES.contains(json().path("code").asString());
    }

    /** How long the client must wait. */
    public Duration retryAfter() {
        return Duration.ofSeconds(Long.parseLong(String.valueOf(header("Retry-After"))));
    }

    /** This response, if it has the status; otherwise the test fails and shows the response. */
    public ApiResponse is(int expected) {
        assertThat(status).as("%s %s answered %s", method, path, text()).isEqualTo(expected);
        return this;
    }

    /** This response, if it is a complete problem document (RFC 9457) of this status and code. */
    public ApiResponse isProblem(int expected, String code) {
        is(expected);
        assertThat(header("Content-Type")).startsWith("application/problem+json");
        JsonNode problem = json();
        assertThat(problem.path("code").asString()).as(text()).isEqualTo(code);
        assertThat(problem.path("type").asString()).isEqualTo("/problems/" + code);
        assertThat(problem.path("status").asInt()).isEqualTo(expected);
        assertThat(problem.path("title").asString()).isNotBlank();
        assertThat(problem.path("detail").asString()).isNotBlank();
        assertThat(problem.path("instance").asString()).isEqualTo(path.replaceAll("\\?.*", ""));
        assertThat(problem.path("request_id").asString()).isEqualTo(header("X-Request-Id"));
        return this;
    }
}
