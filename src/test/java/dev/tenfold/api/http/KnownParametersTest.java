package dev.tenfold.api.http;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Query parameters that a route does not have, or that are sent twice. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KnownParametersTest {

    private static final String ID = "019a9e2b-7c1d-7f3a-9b64-3d2c1e0f4a5b";

    private final ApiClient api;
    private final ApiClient admin;

    KnownParametersTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
        this.admin = new TestAccounts(api).admin();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/v1/orders?state=paid             | Parameter state: this route has only cursor, include, limit, status, user_id
            /api/v1/users?mail=ada@shop.example   | Parameter mail: this route has only cursor, email, include, limit
            /api/v1/products?catgory=tea&page=2   | Parameter catgory, page: this route has only category, cursor, in_stock, include, limit, max_price, min_price, q, sort
            /api/v1/products?minPrice=1           | Parameter minPrice: this route has only category, cursor, in_stock, include, limit, max_price, min_price, q, sort
            /api/v1/products?limit.x=1            | Parameter limit.x: this route has only category, cursor, in_stock, include, limit, max_price, min_price, q, sort
            /api/v1/products?Limit=1              | Parameter Limit: this route has only category, cursor, in_stock, include, limit, max_price, min_price, q, sort
            /api/v1/users/me?fields=name          | Parameter fields: this route has no query parameters
            /api/v1/jobs?kind=import              | Parameter kind: this route has only cursor, include, limit, status
            /api/v1/audit-events?user=1           | Parameter user: this route has only cursor, include, kind, limit, subject_id, user_id
            /api/v1/webhooks?active=true          | Parameter active: this route has only cursor, include, limit
            /.well-known/jwks.json?kid=1          | Parameter kid: this route has no query parameters
            /problems/not_found?lang=de           | Parameter lang: this route has no query parameters
            /api/v1/orders?utm_source=mail        | Parameter utm_source: this route has only cursor, include, limit, status, user_id
            /api/v1/products?limit=1&limit=2      | Parameter limit: sent more than once, but it has one value
            /api/v1/products?category=a&category=a | Parameter category: sent more than once, but it has one value
            /api/v1/users?email=a@b.c&email=d@e.f | Parameter email: sent more than once, but it has one value
            """)
    void anUnknownOrRepeatedParameterIsNamed(String path, String detail) {
        ApiResponse refused = admin.get(path).isProblem(400, "invalid_parameter");
        assertThat(refused.json().path("detail").asString()).isEqualTo(detail);
        if (!path.startsWith("/.well-known") && !path.startsWith("/problems")) {
            admin.send("HEAD", path, "").is(400);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST   | /api/v1/products?dry_run=true         | {}
            POST   | /api/v1/users?invite=1                | {}
            POST   | /api/v1/auth/token?grant_type=x       | {"email": "a@b.test", "password": "x"}
            POST   | /api/v1/orders?notify=1               | {"items": [{"product_id": "019a9e2b-7c1d-7f3a-9b64-3d2c1e0f4a5b", "quantity": 1}]}
            POST   | /api/v1/orders/019a9e2b-7c1d-7f3a-9b64-3d2c1e0f4a5b/cancel?reason=x | ''
            PUT    | /api/v1/products/019a9e2b-7c1d-7f3a-9b64-3d2c1e0f4a5b?force=1 | {}
            PATCH  | /api/v1/products/019a9e2b-7c1d-7f3a-9b64-3d2c1e0f4a5b?utm_source=x | {}
            DELETE | /api/v1/products/019a9e2b-7c1d-7f3a-9b64-3d2c1e0f4a5b?cascade=true | ''
            """)
    void soIsOneOfAnotherMethod(String method, String path, String body) {
        ApiResponse refused = admin.with("If-Match", "*").newKey().send(method, path, body).isProblem(400, "invalid_parameter");
        assertThat(refused.json().path("detail").asString()).startsWith("Parameter " + path.replaceAll(".*\\?|=.*", "") + ": ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"utm_source=mail", "utm_source=a&utm_source=b", "fbclid=x", "gclid=x&limit=5", "msclkid=x&utm_id=1"})
    void aTrackingParameterPassesOnAPublicRead(String query) {
        String product = new TestProducts(admin).product(1);
        api.get("/api/v1/products?" + query).is(200);
        admin.get("/api/v1/products?" + query).is(200);
        for (String path : new String[]{"/api/v1/products/" + product, "/api/v1/products/" + product + "/stock", "/problems",
            "/.well-known/jwks.json"}) {
            if (!query.contains("limit")) {
                api.get(path + "?" + query).is(200);
                api.send("HEAD", path + "?" + query, "").is(200);
            }
        }
    }

    @Test
    void longAndManyNamesAreShortened() {
        String path = "/api/v1/products?" + "x".repeat(5000) + "=1&a=1&b=1&c=1&d=1&e=1&f=1&g=1";
        String detail = api.get(path).isProblem(400, "invalid_parameter").json().path("detail").asString();
        assertThat(detail).startsWith("Parameter a, b, c, d, e: ").hasSizeLessThan(300);
        detail = api.get("/api/v1/products?" + "x".repeat(5000)).isProblem(400, "invalid_parameter").json().path("detail").asString();
        assertThat(detail).startsWith("Parameter " + "x".repeat(60) + "...: ").hasSizeLessThan(300);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00=1", "a%00b=1", "q=%00"})
    void aParameterThatPostgreSqlCannotStoreIsMalformed(String query) {
        api.get("/api/v1/products?" + query).isProblem(400, "malformed_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/users/me", "/api/v1/products", "/.well-known/jwks.json"})
    void aNameThatIsNotUtf8IsMalformed(String path) {
        admin.get(path + "?%C3%28=1").isProblem(400, "malformed_request");
    }

    @Test
    void credentialsComeFirst() {
        api.get("/api/v1/orders/" + ID + "?state=paid").isProblem(401, "unauthenticated");
        new TestAccounts(api).newUser().api().get("/api/v1/users?mail=x").isProblem(403, "forbidden");
    }

    @Test
    void aPlusInAnEmailIsNoBlank() {
        String name = UUID.randomUUID().toString();
        String email = "ada+" + name + "@tenfold.test";
        String id = api.post("/api/v1/users", "{\"name\": \"Ada\", \"email\": \"%s\", \"password\": \"%s\"}".formatted(email,
                TestAccounts.PASSWORD)).is(201).json().path("id").asString();
        for (String spelling : new String[]{email, email.replace("+", "%2B"), "+" + email + "+", email.replace("+", "%20"),
            "%C2%A0" + email.toUpperCase(Locale.ROOT)}) {
            assertThat(admin.get("/api/v1/users?email=" + spelling).is(200).json().path("data").path(0).path("id").asString())
                    .as(spelling).isEqualTo(id);
        }
    }
}
