package dev.tenfold.api.problem;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests that no route accepts. */
@TenfoldTest
class RefusalTest {

    private final ApiClient api;

    RefusalTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/api/v1/nothing", "/api/v3/products", "/api/v9/users", "/api/products", "/api/v1/products/x/y/z",
        "/api/v1/products/", "/API/v1/products", "/problems/no_such_code", "/swagger-ui/nothing.js", "/api/v1/users/", "/error/x"})
    void anUnknownRouteOrVersionIsNotFound(String path) {
        api.get(path).isProblem(404, "not_found");
    }

    @ParameterizedTest
    @CsvSource({"DELETE, /api/v1/products, 'GET, POST'", "PUT, /api/v1/users, 'GET, POST'", "GET, /api/v1/auth/token, POST",
        "POST, /.well-known/jwks.json, GET", "PATCH, /api/v1/orders, 'GET, POST'", "POST, /problems/not_found, GET"})
    void anUnsupportedMethodIsRefusedWithTheSupportedOnes(String method, String path, String allowed) {
        ApiResponse reply = api.send(method, path, "").isProblem(405, "method_not_allowed");
        assertThat(String.valueOf(reply.header("Allow")).split(", ?")).contains(allowed.split(", "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "image/png", "text/html;q=0.9"})
    void anUnsupportedAcceptHeaderIsRefused(String accept) {
        api.with("Accept", accept).get("/api/v1/products").isProblem(406, "not_acceptable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "*", "application/*", "application/json", "text/html, application/json;q=0.1"})
    void aClientThatAcceptsJsonGetsIt(String accept) {
        assertThat(api.with("Accept", accept).get("/api/v1/products").is(200).header("Content-Type")).startsWith("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rubbish", "/", "a/b/c", ";"})
    void anInvalidAcceptHeaderIsRefused(String accept) {
        api.with("Accept", accept).get("/api/v1/products").isProblem(406, "not_acceptable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
        "application/merge-patch+json", "rubbish", "/"})
    void anUnsupportedMediaTypeIsRefusedWithTheSupportedOne(String contentType) {
        ApiResponse reply = api.with("Content-Type", contentType).post("/api/v1/users", "{}").isProblem(415, "unsupported_media_type");
        assertThat(reply.header("Accept")).contains("application/json");
    }

    @Test
    void aBodyWithoutAMediaTypeIsRefused() {
        api.without("Content-Type").post("/api/v1/users", "{}").isProblem(415, "unsupported_media_type");
    }

    @Test
    void aRefusalIsAProblemWhateverTheClientAccepts() {
        api.with("Accept", "text/html").get("/nothing").isProblem(404, "not_found");
        api.with("Accept", "image/png").get("/api/v1/products/" + UUID.randomUUID()).isProblem(406, "not_acceptable");
        api.with("Accept", "text/html").get("/api/v1/users/me").isProblem(401, "unauthenticated");
        new TestAccounts(api).newUser().api().with("Accept", "text/csv").get("/api/v1/users").isProblem(403, "forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "Bearer x y", "Bearer \u00e9", "bearer x", "Negotiate x", "x"})
    void anInvalidAuthorizationHeaderIsNoSignIn(String authorization) {
        assertThat(api.with("Authorization", authorization).get("/api/v1/users/me").isProblem(401, "unauthenticated")
                .header("WWW-Authenticate")).startsWith("Bearer");
    }
}
