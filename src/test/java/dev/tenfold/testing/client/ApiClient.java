package dev.tenfold.testing.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of one instance. Each {@code with} and {@code as} returns another client; this one does not change. Every request and response
 * is checked against the instance's OpenAPI document, and a difference fails the test: see {@link OpenApiContract}. If the service
 * answers that it is too busy, the client retries after {@code Retry-After}. Tests of such refusals use {@link #impatient}.
 */
public final class ApiClient {

    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(30)).build();
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration RETRIES_FOR = Duration.ofSeconds(60);
    private static final Map<URI, OpenApiContract> CONTRACTS = new ConcurrentHashMap<>();

    private final URI base;
    private final Map<String, String> headers;
    private final boolean retries;

    public ApiClient(int port) {
        this(URI.create("http://127.0.0.1:" + port), Map.of("Content-Type", "application/json"), true);
    }

    private ApiClient(URI base, Map<String, String> headers, boolean retries) {
        this.base = base;
        this.headers = headers;
        this.retries = retries;
    }

    /** A client that does not retry when the service is too busy. */
    public ApiClient impatient() {
        return new ApiClient(base, headers, false);
    }

    /** A client that also sends this header. */
    public ApiClient with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new ApiClient(base, more, retries);
    }

    /** A client that does not send this header. */
    public ApiClient without(String header) {
        var fewer = new LinkedHashMap<>(headers);
        fewer.remove(header);
        return new ApiClient(base, fewer, retries);
    }

    /** A client that sends an access token. */
    public ApiClient as(String accessToken) {
        return with("Authorization", "Bearer " + accessToken);
    }

    /** A client that sends an idempotency key. */
    public ApiClient key(String idempotencyKey) {
        return with("Idempotency-Key", idempotencyKey);
    }

    /** A client that sends a new idempotency key. */
    public ApiClient newKey() {
        return key(UUID.randomUUID().toString());
    }

    public ApiResponse get(String path) {
        return send("GET", path, "");
    }

    /** Sends a body, which is JSON unless a header says otherwise; an empty text sends none. */
    public ApiResponse post(String path, String body) {
        return send("POST", path, body);
    }

    public ApiResponse put(String path, String body) {
        return send("PUT", path, body);
    }

    public ApiResponse patch(String path, String body) {
        return send("PATCH", path, body);
    }

    public ApiResponse delete(String path) {
        return send("DELETE", path, "");
    }

    public ApiResponse send(String method, String path, String body) {
        long end = System.nanoTime() + RETRIES_FOR.toNanos();
        ApiResponse reply = sendOnce(method, path, body);
        while (retries && reply.isRefusedForNow() && System.nanoTime() < end) {
            LockSupport.parkNanos(reply.retryAfter().toNanos());
            reply = sendOnce(method, path, body);
        }
        return reply;
    }

    private ApiResponse sendOnce(String method, String path, String body) {
        OpenApiContract contract = OpenApiContract.covers(path) ? CONTRACTS.computeIfAbsent(base, _ -> contract()) : null;
        ApiResponse reply = exchange(method, path, headers, body);
        if (contract != null) {
            contract.check(headers, body, reply);
        }
        return reply;
    }

    private OpenApiContract contract() {
        return new OpenApiContract(new ApiClient(base, Map.of(), true).get("/v3/api-docs").is(200).json());
    }

    private ApiResponse exchange(String method, String path, Map<String, String> headers, String body) {
        var request = HttpRequest.newBuilder(base.resolve(path)).timeout(LONGEST_WAIT).method(method,
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            var answer = HTTP.send(request.build(), BodyHandlers.ofByteArray());
            return new ApiResponse(method, path, answer.statusCode(), answer.headers(), answer.body());
        } catch (IOException failure) {
            throw new IllegalStateException(method + " " + path + " got no answer", failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
