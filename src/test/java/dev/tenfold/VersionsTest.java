package dev.tenfold;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestPayments;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/** Version 2 beside version 1: what differs, and that everything else is the same in both. All other tests use version 1. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VersionsTest {

    private static final int PRICE = 1999;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ApiClient api;
    private final ApiClient admin;
    private final ApiClient buyer;
    private final TestProducts products;
    private final JdbcClient jdbc;
    private final MeterRegistry metrics;

    VersionsTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired MeterRegistry metrics) {
        this.api = new ApiClient(port);
        var accounts = new TestAccounts(api);
        this.admin = accounts.admin();
        this.buyer = accounts.newUser().api();
        this.products = new TestProducts(admin);
        this.jdbc = jdbc;
        this.metrics = metrics;
    }

    private static String cart(String product, int quantity) {
        return "{\"items\": [{\"product_id\": \"%s\", \"quantity\": %d}], \"expected_total\": {\"amount\": %d, \"currency\": \"USD\"}}"
                .formatted(product, quantity, quantity * PRICE);
    }

    private static String payment(String reference, int amount) {
        return "{\"reference\": \"%s\", \"amount\": {\"amount\": %d, \"currency\": \"USD\"}}".formatted(reference, amount);
    }

    /** The path in version 2 of a new order of two pieces. */
    private String order() {
        return buyer.newKey().post("/api/v2/orders", cart(products.product(10), 2)).is(201).location();
    }

    private static String inV1(String path) {
        return path.replace("/api/v2/", "/api/v1/");
    }

    @Test
    void anOrderNeedsItsTotalInVersion2Only() {
        String product = products.product(10);
        String without = TestProducts.cart(product, 2);
        JsonNode problem = buyer.newKey().post("/api/v2/orders", without).isProblem(422, "invalid").json();
        assertThat(problem.path("errors").findValuesAsString("pointer")).containsExactly("/expected_total");
        buyer.newKey().post("/api/v1/orders", without).is(201);
        buyer.newKey().post("/api/v2/orders", cart(product, 2)).is(201);
        buyer.newKey().post("/api/v2/orders", cart(product, 2).replace("3998", "3999")).isProblem(409, "total_changed");
    }

    /** The filter in front of Spring MVC places plain orders; one with a query goes to the controller. */
    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json;q=0.9"})
    void anOrderHasLinesAndAPaymentInVersion2(String accept) {
        ApiResponse placed = buyer.newKey().with("Accept", accept).post("/api/v2/orders", cart(products.product(10), 2)).is(201);
        String path = placed.location();
        assertThat(path).startsWith("/api/v2/orders/");
        JsonNode order = placed.json();
        assertThat(order.has("items")).isFalse();
        assertThat(order.path("lines").path(0).path("line_total").path("amount").asInt()).isEqualTo(2 * PRICE);
        assertThat(order.path("payment")).isEqualTo(JSON.readTree("{\"status\": \"unpaid\", \"reference\": null, \"paid_at\": null}"));
        assertThat(buyer.get(path).is(200).json()).isEqualTo(order);
        JsonNode first = buyer.get(inV1(path)).is(200).json();
        assertThat(first.has("lines") || first.has("payment")).isFalse();
        assertThat(first.path("items")).isEqualTo(order.path("lines"));
        assertThat(buyer.get(inV1(path)).header("ETag")).isEqualTo(buyer.get(path).header("ETag"));
    }

    @Test
    void aPaymentIsAResourceInVersion2() {
        String order = order();
        admin.post(order + "/pay", "{\"payment_reference\": \"pi\"}").isProblem(404, "not_found");
        admin.post(inV1(order) + "/payments", payment("pi", 2 * PRICE)).isProblem(404, "not_found");
        buyer.post(order + "/payments", payment("pi", 2 * PRICE)).isProblem(403, "forbidden");
        JsonNode wrong = admin.post(order + "/payments", payment("pi", PRICE)).isProblem(422, "invalid").json();
        assertThat(wrong.path("errors").path(0).path("pointer").asString()).isEqualTo("/amount");
        assertThat(buyer.get(order).json().path("status").asString()).isEqualTo("pending");

        ApiResponse paid = admin.post(order + "/payments", payment("pi_1", 2 * PRICE)).is(201);
        assertThat(paid.location()).isEqualTo(order);
        assertThat(paid.json().path("status").asString()).isEqualTo("paid");
        assertThat(paid.json().path("reference").asString()).isEqualTo("pi_1");
        assertThat(Instant.parse(paid.json().path("paid_at").asString())).isCloseTo(Instant.now(), within(Duration.ofMinutes(1)));
        assertThat(buyer.get(order).json().path("payment")).isEqualTo(paid.json());
        assertThat(admin.post(order + "/payments", payment("pi_1", 2 * PRICE)).is(201).json()).as("the same payment again")
                .isEqualTo(paid.json());
        admin.post(order + "/payments", payment("pi_2", 2 * PRICE)).isProblem(409, "illegal_transition");
        assertThat(jdbc.sql("SELECT count(*) FROM outbox WHERE aggregate_id = :id::uuid AND type = 'order.paid'")
                .param("id", ApiResponse.id(order)).query(Integer.class).single()).isEqualTo(1);
        assertThat(jdbc.sql("SELECT count(*) FROM audit_events WHERE subject_id = :id::uuid AND kind = 'order_change'")
                .param("id", ApiResponse.id(order)).query(Integer.class).single()).isEqualTo(1);
    }

    @Test
    void aPaymentKeepsItsTimeWhateverHappensToTheOrder() {
        String order = order();
        JsonNode paid = admin.post(order + "/payments", payment("pi_1", 2 * PRICE)).is(201).json();
        for (String move : List.of("ship", "deliver")) {
            JsonNode moved = admin.post(order + "/" + move, "").is(200).json();
            assertThat(moved.path("payment")).as(move).isEqualTo(paid);
            assertThat(moved.has("items")).isFalse();
        }
        String other = order();
        admin.post(inV1(other) + "/pay", "{\"payment_reference\": \"pi_2\"}").is(200);
        assertThat(buyer.post(other + "/cancel", "").is(200).json().path("payment").path("status").asString()).isEqualTo("paid");
    }

    /** An instance of the release before this one writes no time. Its last change is the payment until the order is shipped. */
    @Test
    void anOrderThatAnOlderReleaseMarkedAsPaidHasItsTimeToo() {
        String order = order();
        jdbc.sql("""
                UPDATE orders SET status = 'paid', payment_reference = 'old', updated_at = '2026-01-02T03:04:05Z' WHERE id = :id::uuid
                """).param("id", ApiResponse.id(order)).update();
        assertThat(buyer.get(order).json().path("payment").path("paid_at").asString()).startsWith("2026-01-02T03:04:05");
        JsonNode shipped = admin.post(order + "/ship", "").is(200).json();
        assertThat(shipped.path("payment").path("paid_at").asString()).startsWith("2026-01-02T03:04:05");
        assertThat(buyer.get("/api/v2/orders?status=shipped").json().path("data").path(0).path("payment"))
                .isEqualTo(shipped.path("payment"));
    }

    @Test
    void thePaymentProviderCanUseBothVersions() {
        String order = order();
        String event =
                "{\"order_id\": \"%s\", \"amount\": {\"amount\": %d, \"currency\": \"USD\"}, \"reference\": \"pi_3\", \"status\": \"succeeded\"}"
                        .formatted(ApiResponse.id(order), 2 * PRICE);
        TestPayments.signed(api, event).post("/api/v2/payments/events", event).is(204);
        TestPayments.signed(api, event).post(TestPayments.EVENTS, event).is(204);
        assertThat(buyer.get(order).json().path("payment").path("reference").asString()).isEqualTo("pi_3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"products", "orders", "users", "jobs", "webhooks", "audit-events"})
    void aListSaysWhereItGoesOn(String list) {
        List<String> hooks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            order();
            hooks.add(admin.post("/api/v2/webhooks", "{\"url\": \"https://shop.invalid/\", \"events\": [\"nothing.at.all\"]}").is(201)
                    .location());
            admin.post("/api/v2/reports/orders", "{\"from\": \"2026-01-01T00:00:00Z\", \"to\": \"2026-01-02T00:00:00Z\"}").is(202);
            new TestAccounts(api).newUser();
        }
        String path = "/api/v2/" + list + "?limit=1";
        ApiResponse first = admin.get(path).is(200);
        JsonNode page = first.json().path("page");
        assertThat(first.json().has("next_cursor")).isFalse();
        assertThat(page.path("limit").asInt()).isEqualTo(1);
        assertThat(first.header("Link")).isEqualTo("<%s&cursor=%s>; rel=\"next\"".formatted(path, page.path("next").asString()));
        JsonNode second = admin.get(path + "&cursor=" + page.path("next").asString()).is(200).json();
        assertThat(second.path("data").path(0).path("id").asString()).isNotEqualTo(first.json().path("data").path(0).path("id").asString());
        admin.get("/api/v1/" + list + "?limit=1&cursor=" + page.path("next").asString()).is(200);
        assertThat(admin.get("/api/v2/" + list + "?include=total").is(200).json().path("total").asInt()).isPositive();
        hooks.forEach(hook -> admin.with("If-Match", "*").delete(hook).is(204));
    }

    @Test
    void deliveriesAreSuchAListToo() {
        String webhook = admin.post("/api/v2/webhooks", "{\"url\": \"https://shop.invalid/\", \"events\": [\"nothing.at.all\"]}").is(201)
                .location();
        assertThat(admin.get(webhook + "/deliveries").is(200).json().path("page"))
                .isEqualTo(JSON.readTree("{\"next\": null, \"limit\": 20}"));
        admin.with("If-Match", "*").delete(webhook).is(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/", "/api/v2/"})
    void addressesKeepTheVersionOfTheRequest(String version) {
        String product = """
                {"sku": "S-%s", "name": "Tea", "category": "tea", "price": {"amount": 1999, "currency": "USD"}, "initial_stock": 5}
                """.formatted(UUID.randomUUID());
        assertThat(admin.post(version + "products", product).is(201).location()).startsWith(version + "products/");
        String user =
                "{\"name\": \"Ana\", \"email\": \"%s@tenfold.test\", \"password\": \"correct horse battery\"}".formatted(UUID.randomUUID());
        assertThat(api.post(version + "users", user).is(201).location()).startsWith(version + "users/");
        String hook = admin.post(version + "webhooks", "{\"url\": \"https://shop.invalid/\", \"events\": [\"nothing.at.all\"]}").is(201)
                .location();
        assertThat(hook).startsWith(version + "webhooks/");
        admin.with("If-Match", "*").delete(hook).is(204);
        String order = order().replace("/api/v2/", version);
        admin.post(inV1(order) + "/pay", "{\"payment_reference\": \"pi\"}").is(200);
        String job = buyer.post(order + "/invoice", "").is(202).location();
        assertThat(job).startsWith(version + "jobs/");
        String imported =
                admin.with("Content-Type", "text/csv").post(version + "products/import", "sku,name,category,amount,currency\n").location();
        assertThat(imported).startsWith(version + "jobs/");
        String report =
                admin.post(version + "reports/orders", "{\"from\": \"2026-01-01T00:00:00Z\", \"to\": \"2026-01-02T00:00:00Z\"}").is(202)
                        .location();
        assertThat(report).startsWith(version + "jobs/");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> admin.get(report).json().path("status").asString().equals("succeeded"));
        assertThat(admin.get(report).json().path("result_url").asString()).isEqualTo(report + "/result");
        admin.get(report + "/result").is(200);
    }

    @Test
    void aKeyOfAnOrderBelongsToTheVersionThatUsedIt() {
        String product = products.product(10);
        ApiClient once = buyer.newKey();
        ApiResponse first = once.post("/api/v1/orders", cart(product, 1)).is(201);
        once.post("/api/v2/orders", cart(product, 1)).isProblem(422, "idempotency_key_reused");
        assertThat(once.post("/api/v1/orders", cart(product, 1)).is(201).body()).isEqualTo(first.body());

        ApiClient second = buyer.newKey();
        ApiResponse ofV2 = second.post("/api/v2/orders", cart(product, 1)).is(201);
        second.post("/api/v1/orders", cart(product, 1)).isProblem(422, "idempotency_key_reused");
        ApiResponse again = second.post("/api/v2/orders", cart(product, 1)).is(201);
        assertThat(again.body()).isEqualTo(ofV2.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(api.get("/api/v2/products/" + product + "/stock").json().path("available").asInt()).isEqualTo(8);
    }

    @Test
    void aKeyOfARouteThatIsTheSameWorksInBothVersions() {
        String product = products.product(10);
        ApiClient once = admin.newKey();
        ApiResponse first =
                once.post("/api/v1/products/" + product + "/stock-adjustments", "{\"delta\": 5, \"reason\": \"count\"}").is(201);
        ApiResponse again =
                once.post("/api/v2/products/" + product + "/stock-adjustments", "{\"delta\": 5, \"reason\": \"count\"}").is(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(api.get("/api/v2/products/" + product + "/stock").json().path("available").asInt()).isEqualTo(15);
    }

    @Test
    void eventsAreTheSameWhicheverVersionCausedThem() {
        String product = products.product(10);
        String first = buyer.newKey().post("/api/v1/orders", cart(product, 1)).is(201).location();
        String second = buyer.newKey().post("/api/v2/orders", cart(product, 1)).is(201).location();
        assertThat(event(second)).isNotEmpty().isEqualTo(event(first)).contains("items");
    }

    /** The members of the data of an order's event. */
    private Set<String> event(String order) {
        String payload = jdbc.sql("SELECT data FROM outbox WHERE aggregate_id = :id::uuid").param("id", ApiResponse.id(order))
                .query(String.class).single();
        var members = new HashSet<String>();
        JSON.readTree(payload).propertyNames().forEach(members::add);
        return members;
    }

    @Test
    void theResponseCacheServesBothVersionsAndNeverTheOneForTheOther() {
        String product = products.product(5);
        ApiResponse first = api.get("/api/v2/products/" + product).is(200);
        double hits = hits();
        ApiResponse cached = api.get("/api/v2/products/" + product).is(200);
        assertThat(hits()).isEqualTo(hits + 1);
        assertThat(cached.body()).isEqualTo(first.body());
        String change = "{\"name\": \"Changed in version 1\"}";
        admin.with("If-Match", String.valueOf(first.header("ETag"))).patch("/api/v1/products/" + product, change).is(200);
        assertThat(api.get("/api/v2/products/" + product).is(200).text()).contains("Changed in version 1");
        String list = "/products?limit=1";
        api.get("/api/v1" + list).is(200);
        api.get("/api/v2" + list).is(200);
        assertThat(api.get("/api/v1" + list).is(200).json().has("next_cursor")).isTrue();
        assertThat(api.get("/api/v2" + list).is(200).json().has("page")).isTrue();
    }

    private double hits() {
        return metrics.get("tenfold.responsecache.requests").tag("outcome", "hit").counter().count();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v3/products", "/api/v0/products", "/api/v12/orders", "/api/2/products", "/api/V2/products", "/api/products"})
    void anUnknownVersionIsNotFound(String path) {
        for (ApiClient client : List.of(api, buyer, admin)) {
            client.get(path).isProblem(404, "not_found");
            client.post(path, "{}").isProblem(404, "not_found");
            client.send("OPTIONS", path, "").isProblem(404, "not_found");
        }
    }

    /** Each operation of version 1 is in version 2 too, and the other way round, but for paying. Both are served. */
    @Test
    void everyRouteOfTheDocumentIsInBothVersions() {
        Set<String> first = operations("v1");
        Set<String> second = operations("v2");
        assertThat(first).contains("POST /api/{v}/orders/{id}/pay").hasSizeGreaterThan(40);
        assertThat(second).contains("POST /api/{v}/orders/{id}/payments");
        first.remove("POST /api/{v}/orders/{id}/pay");
        second.remove("POST /api/{v}/orders/{id}/payments");
        assertThat(second).isEqualTo(first);
        for (String operation : first) {
            String[] call = operation.replaceAll("\\{(?!v})[a-z]+}", UUID.randomUUID().toString()).split(" ", 2);
            ApiResponse inFirst = api.impatient().send(call[0], call[1].replace("{v}", "v1"), "");
            ApiResponse inSecond = api.impatient().send(call[0], call[1].replace("{v}", "v2"), "");
            assertThat(inSecond.status()).as(operation).isEqualTo(inFirst.status()).isNotEqualTo(405);
            if (inFirst.status() >= 400) {
                assertThat(inSecond.json().path("code")).as(operation).isEqualTo(inFirst.json().path("code"));
            }
        }
    }

    private Set<String> operations(String version) {
        var operations = new HashSet<String>();
        api.get("/v3/api-docs/" + version).is(200).json().path("paths").properties()
                .forEach(path -> path.getValue().propertyNames().forEach(method -> operations
                        .add(method.toUpperCase(Locale.ROOT) + " " + path.getKey().replace("/api/" + version + "/", "/api/{v}/"))));
        return operations;
    }
}
