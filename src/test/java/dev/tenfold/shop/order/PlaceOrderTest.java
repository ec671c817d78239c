package dev.tenfold.shop.order;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.StockAssertions;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlaceOrderTest {

    private static final String ORDERS = "/api/v1/orders";

    private final ApiClient anyone;
    private final TestAccounts people;
    private final ApiClient admin;
    private final Person buyer;
    private final TestProducts testProducts;
    private final StockAssertions stockAssertions;
    private final JdbcClient jdbc;

    PlaceOrderTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.anyone = new ApiClient(port);
        this.people = new TestAccounts(anyone);
        this.admin = people.admin();
        this.buyer = people.newUser();
        this.testProducts = new TestProducts(admin);
        this.stockAssertions = new StockAssertions(jdbc);
        this.jdbc = jdbc;
    }

    @Test
    void anOrderIsReturnedCompletelyAndReducesTheStock() {
        String tea = testProducts.product(10, 1999, "EUR");
        String mug = testProducts.product(10, 501, "EUR");
        ApiResponse placed = place(items(tea, 2, mug, 3)).is(201);
        JsonNode order = placed.json();
        assertThat(order.propertyNames()).containsExactlyInAnyOrder("id", "user_id", "status", "items", "total", "created_at",
                "updated_at");
        assertThat(placed.header("Location")).isEqualTo(ORDERS + "/" + order.path("id").asString());
        assertThat(placed.header("Content-Type")).startsWith("application/json");
        assertThat(placed.header("Cache-Control")).contains("private", "no-store");
        assertThat(placed.header("Idempotent-Replayed")).isNull();
        assertThat(UUID.fromString(order.path("id").asString()).version()).isEqualTo(7);
        assertThat(order.path("user_id").asString()).isEqualTo(buyer.id());
        assertThat(order.path("status").asString()).isEqualTo("pending");
        assertThat(order.path("total").toString()).isEqualTo("{\"amount\":5501,\"currency\":\"EUR\"}");
        assertThat(Instant.parse(order.path("created_at").asString())).isAfter(Instant.now().minusSeconds(60));
        JsonNode line = order.path("items").get(1);
        assertThat(line.propertyNames()).containsExactlyInAnyOrder("product_id", "sku", "name", "unit_price", "quantity", "line_total");
        assertThat(line.path("product_id").asString()).isEqualTo(mug);
        assertThat(line.path("unit_price").toString()).isEqualTo("{\"amount\":501,\"currency\":\"EUR\"}");
        assertThat(line.path("line_total").toString()).isEqualTo("{\"amount\":1503,\"currency\":\"EUR\"}");
        assertThat(line.path("quantity").asInt()).isEqualTo(3);
        assertThat(buyer.api().get(placed.location()).is(200).json()).isEqualTo(order);
        assertThat(stockAssertions.onHand(tea)).isEqualTo(8);
        assertThat(stockAssertions.onHand(mug)).isEqualTo(7);
        stockAssertions.balance(tea, mug);
    }

    @Test
    void anUnusualRequestForTheSameOrderIsTheSameRequest() {
        String tea = testProducts.product(10);
        ApiClient once = buyer.api().newKey();
        ApiResponse plain = once.post(ORDERS, TestProducts.cart(tea, 1)).is(201);
        ApiResponse unusual = once.with("Accept", "application/*;q=0.9, */*;q=0.1").post(ORDERS, TestProducts.cart(tea, 1)).is(201);
        assertThat(unusual.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(unusual.text()).isEqualTo(plain.text());
        assertThat(unusual.header("Location")).isEqualTo(plain.header("Location"));
        assertThat(unusual.header("Content-Type")).isEqualTo(plain.header("Content-Type"));
        assertThat(stockAssertions.onHand(tea)).isEqualTo(9);
        buyer.api().newKey().with("Accept", "text/html").post(ORDERS, TestProducts.cart(tea, 1)).is(406);
        buyer.api().post(ORDERS, TestProducts.cart(tea, 1)).isProblem(400, "idempotency_key_required");
        assertThat(stockAssertions.onHand(tea)).isEqualTo(9);
    }

    @Test
    void anOrderKeepsThePricesAndNamesOfItsTime() {
        String tea = testProducts.product(10);
        ApiResponse placed = place(TestProducts.cart(tea, 2)).is(201);
        admin.with("If-Match", "*").patch("/api/v1/products/" + tea, "{\"name\": \"Other\", \"price\": {\"amount\": 1}}").is(200);
        assertThat(buyer.api().get(placed.location()).json()).isEqualTo(placed.json());
        JsonNode later = place(TestProducts.cart(tea, 2)).is(201).json();
        assertThat(later.path("total").path("amount").asLong()).as("the next order pays the new price").isEqualTo(2);
        assertThat(later.path("items").get(0).path("name").asString()).isEqualTo("Other");
    }

    @Test
    void quantitiesOfTheSameProductAreAddedUp() {
        String tea = testProducts.product(10);
        JsonNode order = place(items(tea, 4, tea, 6)).is(201).json();
        assertThat(order.path("items").size()).isEqualTo(1);
        assertThat(order.path("items").get(0).path("quantity").asInt()).isEqualTo(10);
        assertThat(stockAssertions.onHand(tea)).isZero();
        stockAssertions.balance(tea);
    }

    @Test
    void aHundredItemsAreAcceptedAndOneMoreIsNot() {
        List<String> products = IntStream.range(0, 100).mapToObj(_ -> testProducts.product(1)).collect(Collectors.toList());
        Collections.shuffle(products);
        String item = "{\"product_id\": \"%s\", \"quantity\": 1}";
        String hundred = products.stream().map(item::formatted).collect(Collectors.joining(", "));
        place("{\"items\": [" + hundred + ", " + item.formatted(products.getFirst()) + "]}").isProblem(422, "invalid");
        JsonNode order = place("{\"items\": [" + hundred + "]}").is(201).json();
        assertThat(order.path("items").valueStream().map(line -> line.path("product_id").asString())).isEqualTo(products);
        stockAssertions.balance(products.toArray(String[]::new));
    }

    @Test
    void theHighestQuantitiesAndPricesAddUp() {
        String dear = testProducts.product(1_000_000, 1_000_000_000_000L, "USD");
        String most = IntStream.range(0, 100).mapToObj(_ -> "{\"product_id\": \"%s\", \"quantity\": 1000}".formatted(dear))
                .collect(Collectors.joining(","));
        JsonNode order = place("{\"items\": [" + most + "]}").is(201).json();
        assertThat(order.path("total").path("amount").asLong()).isEqualTo(100_000_000_000_000_000L);
        stockAssertions.balance(dear);
    }

    @Test
    void aTotalThatOverflowsIsRefused() {
        String dear = testProducts.product(10);
        jdbc.sql("UPDATE products SET price_amount = :most WHERE id = :id").param("most", Long.MAX_VALUE).param("id", UUID.fromString(dear))
                .update();
        assertThat(violations(place(TestProducts.cart(dear, 2)))).containsExactly("/items total_out_of_range");
        assertThat(stockAssertions.onHand(dear)).isEqualTo(10);
        stockAssertions.balance(dear);
    }

    @Test
    void everyProductWithTooLittleStockIsNamedAndNoStockIsTaken() {
        String tea = testProducts.product(10);
        String mug = testProducts.product(2);
        String pot = testProducts.product(0);
        JsonNode problem = place(items(tea, 10, mug, 3, pot, 1)).isProblem(409, "insufficient_stock").json();
        assertThat(problem.path("shortages").valueStream().map(JsonNode::toString)).containsExactlyInAnyOrder(
                "{\"product_id\":\"%s\",\"requested\":3,\"available\":2}".formatted(mug),
                "{\"product_id\":\"%s\",\"requested\":1,\"available\":0}".formatted(pot));
        assertThat(stockAssertions.onHand(tea)).isEqualTo(10);
        assertThat(stockAssertions.orders(tea)).isZero();
        stockAssertions.balance(tea, mug, pot);
    }

    @Test
    void anUnknownProductIsNamedByItsPointer() {
        String tea = testProducts.product(10);
        String gone = testProducts.product(10);
        admin.with("If-Match", "*").delete("/api/v1/products/" + gone).is(204);
        assertThat(violations(place(items(gone, 1, tea, 1, UUID.randomUUID().toString(), 1))))
                .containsExactly("/items/0/product_id unknown_product", "/items/2/product_id unknown_product");
        assertThat(stockAssertions.onHand(tea)).isEqualTo(10);
    }

    @Test
    void anOrderHasOneCurrency() {
        assertThat(violations(place(items(testProducts.product(10, 5, "USD"), 1, testProducts.product(10, 5, "EUR"), 1))))
                .containsExactly("/items mixed_currencies");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{}|/items required", "{\"items\": []}|/items length_out_of_range",
        "{\"items\": [null]}|/items/0 required",
        "{\"items\": [{}]}|/items/0/product_id required,/items/0/quantity required",
        "{\"items\": [{\"product_id\": \"0190a0b0-0000-7000-8000-000000000000\", \"quantity\": 0}, {\"product_id\": \"0190a0b0-0000-7000-8000-000000000000\", "
                + "\"quantity\": 1001}]}|/items/0/quantity out_of_range,/items/1/quantity out_of_range"})
    void everyViolationIsNamedAtOnce(String body, String violations) {
        assertThat(violations(place(body))).containsExactlyInAnyOrder(violations.split(","));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"{\"items\": [{\"product_id\": \"x\", \"quantity\": 1}]}|wrong_type", "{\"items\": [{\"quantity\": 1.5}]}|wrong_type",
                "{\"items\": [{\"quantity\": \"1\"}]}|wrong_type", "{\"items\": {}}|wrong_type",
                "{\"items\": [], \"user_id\": \"me\"}|unknown_member",
                "{\"items\": [{\"price\": 1}]}|unknown_member", "{\"items\": [|malformed_json"})
    void anUnreadableOrderIsRefused(String body, String code) {
        place(body).isProblem(400, code);
    }

    @Test
    void anOrderWithAnotherTotalThanExpectedIsNotPlaced() {
        String tea = testProducts.product(10, 1999, "USD");
        ApiClient keyed = buyer.api().newKey();
        String expected = expecting(items(tea, 2), 3998, "USD");
        admin.with("If-Match", "*").patch("/api/v1/products/" + tea, "{\"price\": {\"amount\": 2099, \"currency\": \"USD\"}}").is(200);
        ApiResponse refused = keyed.post(ORDERS, expected).isProblem(409, "total_changed");
        assertThat(refused.json().path("total").toString()).isEqualTo("{\"amount\":4198,\"currency\":\"USD\"}");
        assertThat(keyed.post(ORDERS, expected).is(409).body()).as("a repetition").isEqualTo(refused.body());
        place(expecting(items(tea, 2), 4198, "EUR")).isProblem(409, "total_changed");
        assertThat(stockAssertions.onHand(tea)).isEqualTo(10);
        assertThat(stockAssertions.orders(tea)).isZero();
        place(expecting(items(tea, 2), 4198, "USD")).is(201);
        assertThat(stockAssertions.onHand(tea)).isEqualTo(8);
        stockAssertions.balance(tea);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{}|/expected_total/amount required,/expected_total/currency required",
        "{\"amount\": -1, \"currency\": \"QQQ\"}|/expected_total/amount must_not_be_negative,/expected_total/currency unknown_currency"})
    void anInvalidExpectedTotalIsRefused(String total, String violations) {
        String body = items(testProducts.product(10), 1);
        assertThat(violations(place(body.substring(0, body.length() - 1) + ", \"expected_total\": " + total + "}")))
                .containsExactlyInAnyOrder(violations.split(","));
    }

    @Test
    void anOrderNeedsATokenOfAnExistingUser() {
        String tea = testProducts.product(10);
        anyone.newKey().post(ORDERS, TestProducts.cart(tea, 1)).isProblem(401, "unauthenticated");
        Person leaver = people.newUser();
        leaver.api().newKey().post(ORDERS, TestProducts.cart(tea, 1)).is(201);
        leaver.api().delete("/api/v1/users/" + leaver.id()).is(204);
        ApiResponse refused = leaver.api().newKey().post(ORDERS, TestProducts.cart(tea, 1)).isProblem(401, "unauthenticated");
        assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(stockAssertions.onHand(tea)).isEqualTo(9);
        stockAssertions.balance(tea);
    }

    private ApiResponse place(String body) {
        return buyer.api().newKey().post(ORDERS, body);
    }

    private static List<String> violations(ApiResponse refused) {
        return refused.isProblem(422, "invalid").json().path("errors").valueStream()
                .map(error -> error.path("pointer").asString() + " " + error.path("code").asString()).toList();
    }

    private static String expecting(String items, long amount, String currency) {
        return items.substring(0, items.length() - 1) + ", \"expected_total\": {\"amount\": %d, \"currency\": \"%s\"}}".formatted(amount,
                currency);
    }

    /** The items of an order, from alternating products and quantities. */
    private static String items(Object... productsAndQuantities) {
        return IntStream.range(0, productsAndQuantities.length / 2)
                .mapToObj(i -> "{\"product_id\": \"%s\", \"quantity\": %s}".formatted(productsAndQuantities[2 * i],
                        productsAndQuantities[2 * i + 1]))
                .collect(Collectors.joining(", ", "{\"items\": [", "]}"));
    }
}
