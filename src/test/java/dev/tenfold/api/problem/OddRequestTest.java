package dev.tenfold.api.problem;

import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.RawConnection;
import dev.tenfold.testing.services.StrictRequestLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests that the firewall or the server refuses before any route: the response is a problem document too. */
@StrictRequestLimits
class OddRequestTest {

    private final RawConnection wire;

    OddRequestTest(@LocalServerPort int port) {
        this.wire = new RawConnection(port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/products/%", "/api/v1/products/%zz", "/api/v1/products/%c3", "/api/v1/products/%ff", "/api/v1/products/%00",
                "/api/v1/products/%2e%2e/users", "/api/v1//products", "//", "//api/v1/products", "/api/v1/products;jsessionid=1",
                "/api/v1/products;",
                "/api/v1/%2e%2e/actuator", "/api/v1/products/a%2fb", "/api/v1/products/a%5cb", "/api/v1/products/%0a",
                "/api/v1/../v1/products/x%25"})
    void anUnusualPathIsRefused(String path) {
        ApiResponse reply = wire.toHost("GET " + path + " HTTP/1.1");
        assertThat(reply.status()).as(path).isIn(400, 404);
        MalformedJsonTest.assertClean(reply);
    }

    @ParameterizedTest
    @ValueSource(strings = {"q=%", "q=%zz", "q=%c3", "q=%ff%fe", "q=%00", "q=a%00b", "%00=1", "q=%ed%a0%80", "limit=%00", "cursor=%00",
        "sort=%00", "category=%00", "min_price=%00", "q=%c0%80"})
    void aQueryThatCannotBeDecodedOrStoredIsRefused(String query) {
        ApiResponse reply = wire.toHost("GET /api/v1/products?" + query + " HTTP/1.1").is(400);
        MalformedJsonTest.assertClean(reply);
    }

    @Test
    void tooManyParametersAreRefused() {
        ApiResponse reply = wire.toHost("GET /api/v1/products?" + "a=1&".repeat(60) + " HTTP/1.1");
        assertThat(reply.status()).isEqualTo(400);
        MalformedJsonTest.assertClean(reply);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /api/v1/products?q={} HTTP/1.1", "GET /api/v1/products?q=<x> HTTP/1.1", "GET /api/v1/pro ducts HTTP/1.1",
        "GET /api/v1/products|x HTTP/1.1", "GET /api/v1/products?q=\u00e9 HTTP/1.1", "GET /api/v1/products?q=\"x\" HTTP/1.1",
        "GET api/v1/products HTTP/1.1", "G\u0001T /api/v1/products HTTP/1.1", "GET", "GET /api/v1/products HTTP/1.x", "GET \\api HTTP/1.1"})
    void anInvalidRequestLineIsRefused(String line) {
        ApiResponse reply = wire.toHost(line);
        assertThat(reply.status()).as(line).isIn(400, 505);
        MalformedJsonTest.assertClean(reply);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: a b", "Host: <x>", "Host: [::", "Host: a/b", "Host: a_b:x", "X-Other: no host at all",
        "Host: a\r\nHost: b"})
    void anInvalidHostIsRefused(String header) {
        MalformedJsonTest.assertClean(wire.head("GET /api/v1/products HTTP/1.1", header).is(400));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "FOO", "PROPFIND", "get", "DELETE"})
    void anUnknownMethodIsNotAllowed(String method) {
        ApiResponse reply = wire.toHost(method + " /api/v1/products HTTP/1.1").isProblem(405, "method_not_allowed");
        assertThat(reply.header("Allow")).as("RFC 9110, section 15.5.6").contains("GET", "POST");
        MalformedJsonTest.assertClean(reply);
    }

    @Test
    void connectIsRefused() {
        ApiResponse reply = wire.toHost("CONNECT 127.0.0.1:22 HTTP/1.1");
        assertThat(reply.status()).isIn(400, 501);
        MalformedJsonTest.assertClean(reply);
    }

    @Test
    void anOverLongTargetOrHeaderIsRefused() {
        for (ApiResponse reply : new ApiResponse[]{wire.toHost("GET /api/v1/products?q=" + "x".repeat(20_000) + " HTTP/1.1"),
            wire.toHost("GET /" + "x".repeat(20_000) + " HTTP/1.1"),
            wire.toHost("GET /api/v1/products HTTP/1.1", "X-Long: " + "x".repeat(20_000)),
            wire.toHost("GET /api/v1/products HTTP/1.1", "Authorization: Bearer " + "x".repeat(20_000))}) {
            assertThat(reply.status()).isIn(400, 414, 431);
            MalformedJsonTest.assertClean(reply);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Content-Length: x", "Content-Length: -1", "Content-Length: 1\r\nContent-Length: 2", "Transfer-Encoding: rubbish",
                "Content-Length: 99999999999999999999", "Bad Header", ": x"})
    void aHeadThatAllowsRequestSmugglingIsRefused(String headers) {
        ApiResponse reply = wire.toHost("POST /api/v1/users HTTP/1.1", "Content-Type: application/json", headers);
        assertThat(reply.status()).as(headers).isIn(400, 413, 501);
        MalformedJsonTest.assertClean(reply);
    }

    @Test
    void aBodyThatNeverArrivesTimesOut() {
        ApiResponse reply = wire.toHost("POST /api/v1/auth/token HTTP/1.1", "Content-Type: application/json", "Content-Length: 5");
        assertThat(reply.status()).isEqualTo(408);
        MalformedJsonTest.assertClean(reply);
    }

    @Test
    void anUnsupportedHttpVersionGetsNoStackTrace() {
        for (String line : new String[]{"GET /nothing HTTP/3.0", "GET /nothing HTTP/1.0"}) {
            ApiResponse reply = wire.toHost(line);
            assertThat(reply.status()).isIn(404, 505);
            MalformedJsonTest.assertClean(reply);
        }
    }
}
