package dev.tenfold.api.problem;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Sends bodies with odd values to each route that accepts a body. The service may refuse them, but must never fail. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FuzzTest {

    private static final List<String> VALUES = List.of("null", "true", "0", "-1", "1", "1.0", "1.5", "1e2", "1e999", "-0", "2147483648",
            "9223372036854775807", "9223372036854775808", "1000000000001", "\"\"", "\" \"", "\"1\"", "\"x\"", "\"null\"", "\"\\u0000\"",
            "\"\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\u202eabc\"", "\"\\r\\nX: y\"", "\"'; DROP TABLE users; --\"", "\"%s%n%x\"",
            "\"${jndi:ldap://127.0.0.1}\"", "\"<script>alert(1)</script>\"", "\"" + "x".repeat(201) + "\"",
            "\"" + "x".repeat(20_000) + "\"",
            "\"" + "\\ufdfa".repeat(64) + "@tenfold.test\"", "\"x@" + "\\u3310".repeat(60) + ".test\"", "[]", "[null]", "[[]]",
            "[1, \"x\"]", "{}",
            "{\"a\": null}", "{\"amount\": 1}", "{\"amount\": 0, \"currency\": \"XXX\"}", "[{\"product_id\": null}]",
            "[{\"product_id\": \"x\", \"quantity\": 1}]", "NaN", "");
    private static final List<String> BODIES = List.of("", "{}", "[]", "null", "0", "\"\"", "{\"\": 1}", "{\"a\": {\"b\": [1]}}", "{{}}");
    private static final Pattern VALUE = Pattern.compile("(?<=: )(\"[^\"]*\"|\\d+|\\[.*]|\\{[^{}]*})");

    private final ApiClient admin;
    private final ApiClient api;
    private final String user;
    private final String product;
    private final String order;

    FuzzTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
        var people = new TestAccounts(api);
        this.admin = people.admin();
        this.user = people.newUser().id();
        this.product = new TestProducts(admin).product(1_000_000);
        this.order = admin.newKey().post("/api/v1/orders", TestProducts.cart(product, 1)).is(201).json().path("id").asString();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            POST  | /api/v1/users                         | {"name": "Ada", "email": "E", "password": "correct horse battery"}
            PATCH | /api/v1/users/USER                    | {"name": "Ada", "email": "E", "password": "correct horse battery", "current_password": "x", "role": "user"}
            POST  | /api/v1/auth/token                    | {"email": "E", "password": "x"}
            POST  | /api/v1/auth/refresh                  | {"refresh_token": "x"}
            POST  | /api/v1/auth/logout                   | {"refresh_token": "x"}
            POST  | /api/v1/products                      | {"sku": "SKU", "name": "Tea", "description": "d", "category": "tea", "price": {"amount": 1, "currency": "USD"}, "initial_stock": 1}
            PUT   | /api/v1/products/PRODUCT              | {"sku": "SKU", "name": "Tea", "description": "d", "category": "tea", "price": {"amount": 1, "currency": "USD"}}
            PATCH | /api/v1/products/PRODUCT              | {"sku": "SKU", "name": "Tea", "description": "d", "category": "tea", "price": {"amount": 1, "currency": "USD"}}
            POST  | /api/v1/products/PRODUCT/stock-adjustments | {"delta": 1, "reason": "x"}
            POST  | /api/v1/orders                        | {"items": [{"product_id": "PRODUCT", "quantity": 1}]}
            POST  | /api/v1/orders                        | {"items": [{"quantity": 1, "product_id": "PRODUCT"}, {"product_id": "PRODUCT", "quantity": 1}]}
            POST  | /api/v1/orders/ORDER/pay              | {"payment_reference": "x"}
            POST  | /api/v1/orders/ORDER/ship             | {}
            POST  | /api/v1/orders/ORDER/deliver          | {}
            POST  | /api/v1/orders/ORDER/cancel           | {}
            """, delimiter = '|', quoteCharacter = '`')
    void oddBodiesNeverCauseA5xx(String method, String path, String template) {
        String to = path.replace("USER", user).replace("PRODUCT", product).replace("ORDER", order);
        Stream.concat(BODIES.stream(), mutations(template)).forEach(body -> {
            ApiResponse reply = send(method, to, body);
            assertThat(reply.status()).as("%s %s %s answered %s", method, to, body, reply.text()).isLessThan(500);
            if (reply.status() >= 400) {
                MalformedJsonTest.assertClean(reply);
            }
        });
    }

    private ApiResponse send(String method, String path, String body) {
        ApiClient client = path.contains("/auth/") ? api : admin.newKey().with("If-Match", "*");
        return client.send(method, path,
                body.replace("\"E\"", "\"" + UUID.randomUUID() + "@tenfold.test\"").replace("SKU", "S-" + UUID.randomUUID())
                        .replace("PRODUCT", product));
    }

    /** The template with each of its values, at every depth, replaced by each odd value. */
    private static Stream<String> mutations(String template) {
        var values = VALUE.matcher(template);
        var spots = Stream.<int[]>builder();
        for (int from = 0; values.find(from); from = values.start() + 1) {
            spots.add(new int[]{values.start(), values.end()});
        }
        return spots.build().flatMap(
                spot -> VALUES.stream().map(value -> template.substring(0, spot[0]) + value + template.substring(spot[1])));
    }
}
