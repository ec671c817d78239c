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

/** What the service answered. */
@SuppressWarnings("ArrayRecordComponent") // bytes off the wire
public record ApiResponse(String method, String path, int status, HttpHeaders headers, byte[] body) {

    private static final Set<Integer> BUSY = Set.of(409, 503);
    private static final Set<String> BUSY_CODES = Set.of("overloaded", "in_flight");

    public @Nullable String header(String name) {
        return headers.firstValue(name).orElse(null);
    }

    /** The body as it was before a coding was applied. */
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

    /** Whether the service is too busy for this request, or still busy with its twin, and asks the client to come back. */
    public boolean isRefusedForNow() {
        return header("Retry-After") != null && BUSY.contains(status) && BUSY_CODES.contains(json().path("code").asString());
    }

    /** How long the client shall wait. */
    public Duration retryAfter() {
        return Duration.ofSeconds(Long.parseLong(String.valueOf(header("Retry-After"))));
    }

    /** This answer, if it has the status; otherwise the test fails and shows what came instead. */
    public ApiResponse is(int expected) {
        assertThat(status).as("%s %s answered %s", method, path, text()).isEqualTo(expected);
        return this;
    }

    /** This answer, if it is a problem of this status and code, complete as RFC 9457 and the contract have it. */
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
