package dev.tenfold.traffic.requestlimits;

import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.RawConnection;
import dev.tenfold.testing.services.StrictRequestLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Hostile requests, byte by byte: each is refused with a problem document, or the connection is closed; nothing fails. */
@StrictRequestLimits
class HostileInputTest {

    private static final String HOST = "Host: 127.0.0.1\r\n";
    private static final String LAST = "Connection: close\r\n\r\n";
    private static final String POST = "POST /api/v1/auth/logout HTTP/1.1\r\n" + HOST + "Content-Type: application/json\r\n";
    private static final String JSON = "{\"refresh_token\": \"x\"}";
    private static final String CHUNK = Integer.toHexString(JSON.length()) + "\r\n" + JSON + "\r\n";

    private final RawConnection wire;

    HostileInputTest(@LocalServerPort int port) {
        this.wire = new RawConnection(port);
    }

    static Stream<Arguments> attacks() {
        return Stream.of(
                // targets
                attack("a target of 20,000 characters", get("/" + "x".repeat(20_000)), 400, 414, 431),
                attack("a query of 20,000 characters", get("/api/v1/products?q=" + "x".repeat(20_000)), 400, 414, 431),
                attack("10,000 parameters", get("/api/v1/products?" + "a&".repeat(7_000)), 400),
                attack("51 parameters", get("/api/v1/products?" + "a=1&".repeat(51)), 400),
                attack("an encoded slash", get("/api/v1/products%2f1"), 400),
                attack("an encoded NUL", get("/api/v1/products/%00"), 400),
                attack("dot segments out of the root", get("/../../etc/passwd"), 400, 404),
                attack("encoded dot segments", get("/api/%2e%2e/%2e%2e/actuator/env"), 400, 404),
                attack("a NUL in the target", get("/api/v1/\0products"), 400),
                attack("an absolute target at another host", "GET http://evil.example/nothing HTTP/1.1\r\n" + HOST + LAST, 400),
                attack("an absolute target of another scheme", "GET ftp://127.0.0.1/nothing HTTP/1.1\r\n" + HOST + LAST, 400, 404),
                // versions and methods
                attack("CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n" + LAST, 400, 501),
                attack("TRACE", "TRACE /api/v1/products HTTP/1.1\r\n" + HOST + LAST, 405),
                attack("a method of 20,000 characters", "X".repeat(20_000) + " / HTTP/1.1\r\n" + HOST + LAST, 400, 414, 431),
                // heads
                attack("101 headers", getWith(IntStream.range(0, 99).mapToObj(i -> "X-" + i + ": 1\r\n").collect(joining())), 400, 431),
                attack("a header of 20,000 characters", getWith("X-Long: " + "x".repeat(20_000) + "\r\n"), 400, 431),
                attack("two hosts", getWith(HOST), 400),
                attack("no host", "GET /nothing HTTP/1.1\r\n" + LAST, 400),
                attack("a space before the colon", getWith("Content-Length : 5\r\n"), 400),
                attack("a folded header", getWith("X-Folded: a\r\n b\r\n"), 400, 404),
                attack("a control character in a name", getWith("X-\u0001: a\r\n"), 400),
                attack("a NUL in a value", getWith("X-Nul: a\0b\r\n"), 400),
                attack("a bare CR in a value", getWith("X-Cr: a\rSet-Cookie: b\r\n"), 400),
                // lengths
                attack("two lengths", POST + "Content-Length: 5\r\nContent-Length: 6\r\n" + LAST + JSON, 400),
                attack("the same length twice", POST + "Content-Length: 22\r\nContent-Length: 22\r\n" + LAST + JSON, 400),
                attack("a length that is a list", POST + "Content-Length: 22, 22\r\n" + LAST + JSON, 400),
                attack("a signed length", POST + "Content-Length: +22\r\n" + LAST + JSON, 400),
                attack("a hexadecimal length", POST + "Content-Length: 0x16\r\n" + LAST + JSON, 400),
                attack("a length past 64 bits", POST + "Content-Length: 18446744073709551637\r\n" + LAST + JSON, 400),
                attack("a length of 8 exabytes", POST + "Content-Length: 9223372036854775807\r\n" + LAST + JSON, 413),
                attack("a body shorter than its length", POST + "Content-Length: 500\r\n" + LAST + JSON, 408),
                // chunks
                attack("chunked twice", POST + "Transfer-Encoding: chunked, chunked\r\n" + LAST + CHUNK + "0\r\n\r\n", 400, 501),
                attack("another transfer coding last", POST + "Transfer-Encoding: chunked, gzip\r\n" + LAST + CHUNK, 400, 501),
                attack("an unknown transfer coding", POST + "Transfer-Encoding: xchunked\r\n" + LAST + CHUNK, 400, 501),
                attack("chunks in HTTP/1.0", POST.replace("1.1", "1.0") + "Transfer-Encoding: chunked\r\n" + LAST + CHUNK, 400, 415, 501),
                attack("chunks that never end", chunked(CHUNK), 408),
                attack("a chunk that never ends", chunked("ffff\r\n{"), 408),
                attack("chunks without number", chunked("1\r\n \r\n".repeat(80_000)), 413),
                attack("a chunk of 2 GiB", chunked("7fffffff\r\n" + JSON), 400, 408, 413),
                attack("a chunk past 64 bits", chunked("fffffffffffffffff\r\n" + JSON), 400),
                attack("a negative chunk", chunked("-16\r\n" + JSON), 400),
                attack("a chunk that is no number", chunked("zz\r\n" + JSON), 400),
                attack("chunk extensions without end", chunked("16;" + "x".repeat(20_000) + "\r\n" + JSON), 400),
                attack("trailers without end", chunked(CHUNK + "0\r\n" + "X: y\r\n".repeat(5_000) + "\r\n"), 400),
                // codings
                attack("a gzip bomb", coded("gzip", bomb()), 415),
                attack("deflate", coded("deflate", JSON), 415),
                attack("a coding of a coding", coded("gzip, gzip", JSON), 415),
                attack("an unknown coding", coded("zstd-of-doom", JSON), 415),
                // JSON
                attack("33 levels", whole("{\"refresh_token\": " + "[".repeat(33) + "]".repeat(33) + "}"), 400),
                attack("60,000 levels", whole("[".repeat(60_000)), 400),
                attack("a key twice", whole("{\"refresh_token\": \"a\", \"refresh_token\": \"b\"}"), 400),
                attack("no UTF-8", whole("{\"refresh_token\": \"\u00ff\u00fe\"}"), 400),
                attack("an overlong form of UTF-8", whole("{\"refresh_token\": \"\u00c0\u0080\"}"), 400),
                attack("a number of 60,000 digits", whole("{\"refresh_token\": " + "9".repeat(60_000) + "}"), 400),
                attack("64 KiB and a byte", whole("x".repeat(64 * 1024 + 1)), 413));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    @Execution(ExecutionMode.CONCURRENT) // some attacks last until the service's timeout
    void aHostileRequestIsRefusedWithAProblem(String name, String request, List<Integer> expected) {
        ApiResponse reply = wire.raw(request);
        assertThat(reply).as(name).isNotNull();
        assertThat(reply.status()).as("%s: %s", name, reply.text()).isIn(expected);
        assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
        assertThat(reply.header("X-Request-Id")).isNotBlank().isEqualTo(reply.json().path("request_id").asString());
        assertThat(reply.text()).doesNotContain("Exception", "java.", "tools.", "org.", "dev.tenfold", "\tat ");
    }

    @Test
    void aRefusedCodingNamesTheSupportedOne() {
        ApiResponse reply = wire.raw(coded("gzip", bomb()));
        assertThat(reply).isNotNull();
        assertThat(reply.isProblem(415, "unsupported_coding").header("Accept-Encoding")).isEqualTo("identity");
        assertThat(wire.raw(coded("identity", JSON))).matches(plain -> plain != null && plain.status() == 204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /nothing\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "EHLO evil.example\r\n\r\n",
        "\r\n\r\n\r\n\r\n\0\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n"})
    void otherProtocolsGetABareProblemOrNothing(String bytes) {
        String answer = wire.all(bytes);
        assertThat(answer).doesNotContain("HTTP/1.1 2", "\"status\":500", "Exception", "org.", "dev.tenfold", "\tat ");
        assertThat(answer.isEmpty() || answer.contains("\"type\":\"/problems/")).as(answer).isTrue();
    }

    /**
     * RFC 9112, section 6.3: the request is refused and the connection closed, so that a proxy and the service cannot disagree about
     * where the next request begins.
     */
    @Test
    void aLengthAndChunksAreRefused() {
        ApiResponse reply =
                wire.raw(POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNK + "0\r\n\r\n" + get("/nothing"));
        assertThat(reply).isNotNull();
        assertThat(reply.is(400).header("Connection")).isEqualTo("close");
    }

    @Test
    void theSecondRequestOfASmuggledBodyIsNotServed() {
        String hidden = "GET /api/v1/products HTTP/1.1\r\n" + HOST + "\r\n";
        ApiResponse reply = wire.raw(POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden);
        assertThat(reply).isNotNull().matches(first -> first.status() == 400);
        assertThat(reply.header("Connection")).isEqualTo("close");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROPFIND", "MKCOL", "BREW", "get", "Post", "SUBSCRIBE"})
    void anUnsupportedMethodGetsTheSupportedOnes(String method) {
        ApiResponse reply = wire.raw(method + " /api/v1/auth/token HTTP/1.1\r\n" + HOST + LAST);
        assertThat(reply).isNotNull();
        assertThat(reply.isProblem(405, "method_not_allowed").header("Allow")).contains("POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/products", "/api/v1/orders", "/api/v1/users"})
    void optionsListsTheMethodsWithoutAToken(String path) {
        assertThat(wire.toHost("OPTIONS " + path + " HTTP/1.1").is(200).header("Allow")).contains("GET", "HEAD", "POST", "OPTIONS");
        ApiResponse nothing = wire.toHost("OPTIONS /api/v1/nothing HTTP/1.1").isProblem(404, "not_found");
        assertThat(nothing.header("Allow")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api", "/api/v1/nothing", "/api/v1/products", "/api/v1/products/1", "/api/v1/orders/1/pay", "/problems",
        "/swagger-ui.html", "/v3/api-docs", "/actuator/health", "/nothing", "*"})
    void noAnswerListsTrace(String path) {
        for (String method : List.of("OPTIONS", "TRACE", "PROPFIND")) {
            ApiResponse reply = wire.raw(method + " " + path + " HTTP/1.1\r\n" + HOST + LAST);
            assertThat(reply).isNotNull();
            assertThat(String.valueOf(reply.header("Allow"))).as(method + " " + path).doesNotContain("TRACE");
        }
    }

    @Test
    void headIsGetWithoutABody() {
        ApiResponse get = wire.toHost("GET /api/v1/products HTTP/1.1").is(200);
        ApiResponse head = wire.raw("HEAD /api/v1/products HTTP/1.1\r\n" + HOST + LAST.replace("\r\n\r\n", "\r\nX-Stop: 1\r\n\r\n"));
        assertThat(head).isNotNull().matches((Predicate<ApiResponse>) answer -> answer.status() == 200 && answer.body().length == 0);
        assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
    }

    private static Arguments attack(String name, String request, Integer... statuses) {
        return arguments(name, request, List.of(statuses));
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\n" + HOST + LAST;
    }

    private static String getWith(String headers) {
        return "GET /nothing HTTP/1.1\r\n" + HOST + headers + LAST;
    }

    private static String chunked(String chunks) {
        return POST + "Transfer-Encoding: chunked\r\n" + LAST + chunks;
    }

    private static String coded(String coding, String body) {
        return POST + "Content-Encoding: " + coding + "\r\nContent-Length: " + body.length() + "\r\n" + LAST + body;
    }

    private static String whole(String body) {
        return POST + "Content-Length: " + body.length() + "\r\n" + LAST + body;
    }

    /** 10 MB of spaces in 10 KB. */
    private static String bomb() {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(" ".repeat(10_000_000).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return packed.toString(StandardCharsets.ISO_8859_1);
    }
}
