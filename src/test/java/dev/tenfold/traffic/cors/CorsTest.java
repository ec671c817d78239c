package dev.tenfold.traffic.cors;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.RawConnection;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Requests as browsers send them for pages of other origins. {@code BrowserTest} has a real browser. */
@TenfoldTest(properties = {"tenfold.cors.origins=http://localhost:3000,https://shop.example", "tenfold.ratelimit.enabled=true",
    "tenfold.ratelimit.policies.signin.capacity=1000", "tenfold.ratelimit.policies.orders.capacity=1",
    "tenfold.ratelimit.policies.anonymous.capacity=60", "tenfold.ratelimit.policies.anonymous.refill-period=1h",
    "tenfold.request.trusted-proxies=127.0.0.0/8"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorsTest {

    private static final String SHOP = "https://shop.example";
    private static final String EXPOSED =
            "ETag, Location, Link, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, Idempotent-Replayed, Deprecation, Sunset";

    private final RawConnection wire;
    private final ApiClient api;
    private final ApiClient admin;
    private final TestProducts products;
    private final MeterRegistry metrics;
    private final DataSource database;
    private int addresses;

    CorsTest(@LocalServerPort int port, @Autowired MeterRegistry metrics, @Autowired DataSource database) {
        this.wire = new RawConnection(port);
        this.api = new ApiClient(port).with("Origin", SHOP);
        this.admin = new TestAccounts(new ApiClient(port)).admin();
        this.products = new TestProducts(admin);
        this.metrics = metrics;
        this.database = database;
    }

    /** A client at an address of its own, with limits of its own. */
    private ApiClient page() {
        return api.with("X-Forwarded-For", "10.0.0." + ++addresses);
    }

    private String product() {
        return "/api/v1/products/" + products.product(5);
    }

    @Test
    void aPageReadsCachedAndUnchangedProducts() {
        ApiClient page = page();
        String path = product();
        ApiResponse first = readable(page.get(path).is(200), SHOP);
        ApiResponse cached = readable(page.get(path).is(200), SHOP);
        assertThat(cached.header("Age")).as("from the response cache").isNotNull();
        readable(page.with("If-None-Match", String.valueOf(first.header("ETag"))).get(path).is(304), SHOP);
        readable(page.get("/api/v1/products").is(200), SHOP);
        readable(page.get(path + "/stock").is(200), SHOP);
        readable(page.get("/v3/api-docs").is(200), SHOP);
    }

    /** The cached response is the same for all. */
    @Test
    void aCachedResponseHasTheHeadersOfTheRequestThatReadsIt() {
        ApiClient page = page();
        String path = product();
        unreadable(page.without("Origin").get(path).is(200));
        readable(page.get(path).is(200), SHOP);
        readable(page.with("Origin", "http://localhost:3000").get(path).is(200), "http://localhost:3000");
        unreadable(page.with("Origin", "https://evil.example").get(path).is(200));
        ApiResponse last = unreadable(page.without("Origin").get(path).is(200));
        assertThat(last.header("Age")).as("from the response cache").isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "https://shop.example.evil.example", "http://shop.example", "https://shop.example:8443",
        "https://SHOP.example", "null", "https://shop.example, https://evil.example", "https://evil.example https://shop.example"})
    void anotherOriginIsAnsweredWithoutTheHeaders(String origin) {
        unreadable(page().with("Origin", origin).get("/api/v1/products").is(200));
    }

    @Test
    void aPageSignsInAndOrders() {
        ApiClient page = page();
        String email = UUID.randomUUID() + "@tenfold.test";
        readable(page.post("/api/v1/users",
                "{\"name\": \"Ada\", \"email\": \"%s\", \"password\": \"%s\"}".formatted(email, TestAccounts.PASSWORD)).is(201), SHOP);
        ApiResponse pair = readable(page.post("/api/v1/auth/token",
                "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, TestAccounts.PASSWORD)).is(200), SHOP);
        ApiClient ada = page.as(pair.json().path("access_token").asString());
        String order = "{\"items\": [{\"product_id\": \"%s\", \"quantity\": 1}]}".formatted(products.product(5));
        ApiClient withKey = ada.newKey();
        readable(withKey.post("/api/v1/orders", order).is(201), SHOP);
        ApiResponse limited = readable(withKey.impatient().post("/api/v1/orders", order).isProblem(429, "rate_limited"), SHOP);
        assertThat(limited.header("Retry-After")).isNotNull();
        readable(ada.get("/api/v1/orders").is(200), SHOP);
        readable(page.post("/api/v1/auth/logout",
                "{\"refresh_token\": \"%s\"}".formatted(pair.json().path("refresh_token").asString())).is(204), SHOP);
    }

    @Test
    void aPageReadsProblemsWhereverTheyComeFrom() {
        ApiClient page = page();
        readable(page.get("/api/v1/orders").isProblem(401, "unauthenticated"), SHOP);
        readable(page.as("x.y.z").get("/api/v1/orders").isProblem(401, "unauthenticated"), SHOP);
        readable(page.get("/api/v1/products/" + UUID.randomUUID()).isProblem(404, "not_found"), SHOP);
        readable(page.get("/nothing").isProblem(404, "not_found"), SHOP);
        readable(page.delete("/api/v1/products").isProblem(405, "method_not_allowed"), SHOP);
        readable(page.with("Accept", "text/csv").get("/api/v1/products").isProblem(406, "not_acceptable"), SHOP);
        readable(page.get("/api/v1/products?catgory=tea").isProblem(400, "invalid_parameter"), SHOP);
        readable(page.get("/api/v1/products?q=%C3%28").isProblem(400, "malformed_request"), SHOP);
        readable(page.with("If-None-Match", "v1").get("/api/v1/products").isProblem(400, "malformed_request"), SHOP);
        readable(page.with("X-Request-Timeout", "soon").get("/api/v1/products?sort=name").isProblem(400, "invalid_parameter"), SHOP);
        readable(page.with("Content-Type", "text/plain").post("/api/v1/auth/token", "x").isProblem(415, "unsupported_media_type"), SHOP);
        readable(page.with("Content-Encoding", "gzip").post("/api/v1/auth/token", "x").isProblem(415, "unsupported_coding"), SHOP);
        readable(page.post("/api/v1/auth/token", "{}").isProblem(422, "invalid"), SHOP);
        readable(page.post("/api/v1/auth/token", " ".repeat(70_000)).isProblem(413, "body_too_large"), SHOP);
    }

    @Test
    void aPageReadsThatTheServiceIsTooSlow() throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE products");
            ApiResponse late = page().with("X-Request-Timeout", "0.3").impatient().get("/api/v1/products?q=" + UUID.randomUUID());
            connection.rollback();
            assertThat(readable(late.isProblem(503, "deadline_exceeded"), SHOP).header("Retry-After")).isNotNull();
        }
    }

    /** The address is refused before the response cache, Spring Security and Spring MVC. */
    @Test
    void aPageReadsThatItIsLimited() {
        ApiClient page = page();
        await().until(() -> page.get("/api/v1/products?limit=1").status() == 429);
        ApiResponse limited = readable(page.get("/api/v1/products?limit=1").isProblem(429, "rate_limited"), SHOP);
        assertThat(limited.header("Retry-After")).isNotNull();
        assertThat(limited.header("RateLimit")).contains("\"anonymous\";r=0");
        ApiResponse preflight = preflight("/api/v1/products", SHOP, "X-Forwarded-For: 10.0.0." + addresses).is(204);
        assertThat(preflight.header("RateLimit")).as("a preflight is not counted").isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/v1/orders                                          | GET, HEAD, POST
            /api/v1/products                                        | GET, HEAD, POST
            /api/v1/products/019a9e2b-7c1d-7f3a-9b64-3d2c1e0f4a5b   | DELETE, GET, HEAD, PATCH, PUT
            /api/v1/products/import                                 | DELETE, GET, HEAD, PATCH, POST, PUT
            /api/v1/auth/token                                      | POST
            /api/v1/auth/token?a=b                                  | POST
            /api/v1/users/me                                        | DELETE, GET, HEAD, PATCH
            /api/v1/orders/019a9e2b-7c1d-7f3a-9b64-3d2c1e0f4a5b/pay | POST
            /v3/api-docs                                            | GET, HEAD
            """)
    void aPreflightAllowsTheMethodsOfTheRoute(String path, String methods) {
        ApiResponse answer = preflight(path, SHOP).is(204);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(SHOP);
        assertThat(answer.header("Access-Control-Allow-Methods")).isEqualTo(methods);
        assertThat(answer.header("Access-Control-Allow-Headers")).contains("Authorization", "Content-Type", "Idempotency-Key", "If-Match",
                "If-None-Match", "X-Request-Id", "Accept", "traceparent");
        assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("7200");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isNull();
        assertThat(answer.header("Vary")).isEqualTo("Origin");
        assertThat(answer.header("X-Request-Id")).isNotBlank();
    }

    @Test
    void aPreflightIsMeteredLikeOtherRequests() {
        double before = preflights();
        preflight("/api/v1/orders", SHOP).is(204);
        await().untilAsserted(() -> assertThat(preflights()).isEqualTo(before + 1));
    }

    private double preflights() {
        var timer = metrics.find("http.server.requests").tags("method", "OPTIONS", "uri", "/api/v1/orders", "status", "204").timer();
        return timer == null ? 0 : timer.count();
    }

    @Test
    void aPreflightOfAnotherOriginOrForAnUnknownPathIsRefusedInWords() {
        ApiResponse other = preflight("/api/v1/orders", "https://evil.example").isProblem(403, "forbidden");
        assertThat(other.json().path("detail").asString()).contains("tenfold.cors.origins");
        unreadable(other);
        readable(preflight("/nothing", SHOP).isProblem(404, "not_found"), SHOP);
    }

    @Test
    void otherOptionsRequestsAreNoPreflights() {
        ApiResponse options = wire.toHost("OPTIONS /api/v1/orders HTTP/1.1", "Origin: " + SHOP).is(200);
        assertThat(options.header("Allow")).contains("POST").doesNotContain("TRACE");
        assertThat(options.header("Access-Control-Allow-Methods")).isNull();
        readable(options, SHOP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator", "/%61ctuator/health", "/actuator/prometheus"})
    void operationsAreNotForPages(String path) {
        ApiResponse answer = wire.toHost("GET " + path + " HTTP/1.1", "Origin: " + SHOP);
        assertThat(answer.headers().map()).doesNotContainKeys("Access-Control-Allow-Origin", "Vary");
        assertThat(preflight(path, SHOP).isProblem(404, "not_found").header("Access-Control-Allow-Origin")).isNull();
    }

    /** What a page may send and read is what the contract has. */
    @Test
    void theHeadersAreThoseOfTheOpenApiDocument() {
        JsonNode document = page().get("/v3/api-docs").is(200).json();
        List<String> sent = document.path("paths").findParents("in").stream().filter(one -> one.path("in").asString().equals("header"))
                .map(one -> one.path("name").asString()).filter(name -> !name.startsWith("webhook-")).distinct().toList();
        assertThat(sent).isNotEmpty();
        assertThat(CorsHandler.REQUEST_HEADERS).containsAll(sent);
        assertThat(CorsHandler.RESPONSE_HEADERS).containsAll(document.path("components").path("headers").propertyNames().stream()
                .filter(name -> !List.of("Cache-Control", "WWW-Authenticate", "Accept", "Accept-Patch").contains(name))
                .collect(Collectors.toSet()));
    }

    private ApiResponse preflight(String path, String origin, String... more) {
        String[] headers = List.of("Origin: " + origin, "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: authorization,content-type", String.join("", more)).stream()
                .filter(header -> !header.isEmpty()).toArray(String[]::new);
        return wire.toHost("OPTIONS " + path + " HTTP/1.1", headers);
    }

    private static ApiResponse readable(ApiResponse answer, String origin) {
        assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).as(answer.method() + " " + answer.path())
                .containsExactly(origin);
        assertThat(answer.headers().allValues("Access-Control-Expose-Headers")).containsExactly(EXPOSED);
        return varies(answer);
    }

    private static ApiResponse unreadable(ApiResponse answer) {
        assertThat(answer.header("Access-Control-Allow-Origin")).as(answer.method() + " " + answer.path()).isNull();
        assertThat(answer.header("Access-Control-Expose-Headers")).isNull();
        return varies(answer);
    }

    private static ApiResponse varies(ApiResponse answer) {
        assertThat(String.join(", ", answer.headers().allValues("Vary")).split(", ?")).as(answer.method() + " " + answer.path())
                .containsOnlyOnce("Origin");
        return answer;
    }
}
