package dev.tenfold.shop.product;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Matcher;
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
class ProductAddTest {

    private final ApiClient api;
    private final ApiClient admin;
    private final JdbcClient jdbc;

    ProductAddTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.api = new ApiClient(port);
        this.admin = new TestAccounts(api).admin();
        this.jdbc = jdbc;
    }

    @Test
    void aNewProductIsReturnedAndCanBeReadAtItsLocation() {
        ProductJson productJson = ProductJson.any().name("Thé vert 🍵").description("Größe: 100 g");
        var added = productJson.add(admin).is(201);
        JsonNode product = added.json();
        assertThat(product.propertyNames()).containsExactlyInAnyOrder("id", "sku", "name", "description", "category", "price", "created_at",
                "updated_at");
        assertThat(UUID.fromString(product.path("id").asString()).version()).isEqualTo(7);
        assertThat(product.path("sku").asString()).isEqualTo(productJson.sku());
        assertThat(product.path("name").asString()).isEqualTo("Thé vert 🍵");
        assertThat(product.path("description").asString()).isEqualTo("Größe: 100 g");
        assertThat(product.path("category").asString()).isEqualTo(productJson.category());
        assertThat(product.path("price").toString()).isEqualTo("{\"amount\":1999,\"currency\":\"USD\"}");
        assertThat(Instant.parse(product.path("created_at").asString())).isBetween(Instant.now().minusSeconds(60),
                Instant.now().plusSeconds(1));
        assertThat(product.path("updated_at")).isEqualTo(product.path("created_at"));
        assertThat(added.header("Location")).isEqualTo("/api/v1/products/" + product.path("id").asString());
        assertThat(added.header("Cache-Control")).as("an admin's answer is nobody else's").contains("private", "no-store");

        var read = api.get(added.location()).is(200);
        assertThat(read.json()).isEqualTo(product);
        assertThat(read.header("ETag")).isEqualTo(added.header("ETag"));
    }

    @Test
    void theInitialStockIsTheFirstLedgerEntry() {
        String id = ProductJson.any().stock(7).id(admin);
        assertThat(api.get("/api/v1/products/" + id + "/stock").is(200).json().path("available").asLong()).isEqualTo(7);
        assertThat(jdbc.sql("SELECT kind || ' ' || delta FROM stock_movements WHERE product_id = :id").param("id", UUID.fromString(id))
                .query(String.class).list()).containsExactly("initial 7");
    }

    @Test
    void withoutInitialStockTheLedgerIsEmpty() {
        String id = admin.post("/api/v1/products", ProductJson.any().replacement()).is(201).json().path("id").asString();
        assertThat(api.get("/api/v1/products/" + id + "/stock").is(200).json().path("available").asLong()).isZero();
        assertThat(jdbc.sql("SELECT count(*) FROM stock_movements WHERE product_id = :id").param("id", UUID.fromString(id))
                .query(Long.class).single()).isZero();
    }

    @Test
    void withoutADescriptionItIsEmpty() {
        String body = "{\"sku\": \"%s\", \"name\": \"Tea\", \"category\": \"tea\", \"price\": {\"amount\": 0, \"currency\": \"JPY\"}}"
                .formatted(ProductJson.any().sku());
        JsonNode product = admin.post("/api/v1/products", body).is(201).json();
        assertThat(product.path("description").asString()).isEmpty();
        assertThat(product.path("price").path("amount").asLong()).isZero();
    }

    @Test
    void everyViolationIsNamedAtOnce() {
        JsonNode problem = admin.post("/api/v1/products", """
                {"sku": "bad sku ", "name": " ", "category": "Not\\nOK", "description": "%s", "price": {"amount": -1, "currency": "XQQ"}, "initial_stock": -1}
                """.formatted("x".repeat(65_537))).isProblem(422, "invalid").json();
        assertThat(
                problem.path("errors").valueStream().map(error -> error.path("pointer").asString() + " " + error.path("code").asString()))
                .containsExactlyInAnyOrder("/sku invalid_format", "/name must_not_be_blank", "/category invalid_characters",
                        "/description length_out_of_range", "/price/amount must_not_be_negative", "/price/currency unknown_currency",
                        "/initial_stock must_not_be_negative");
    }

    @Test
    void everyMissingMemberIsNamed() {
        JsonNode problem = admin.post("/api/v1/products", "{\"description\": null, \"price\": {}}").isProblem(422, "invalid").json();
        assertThat(problem.path("errors").valueStream().map(error -> error.path("pointer").asString()))
                .containsExactlyInAnyOrder("/sku", "/name", "/category", "/price/amount", "/price/currency");
    }

    @ParameterizedTest
    @CsvSource({"name, 200", "sku, 100", "category, 200", "description, 65536"})
    void textsHaveTheDocumentedMaximumLength(String member, int longest) {
        assertThat(with(member, "\"" + unique(longest) + "\"")).isEqualTo(201);
        assertThat(with(member, "\"" + unique(longest + 1) + "\"")).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource({"price.amount, 1000000000000", "initial_stock, 1000000000"})
    void numbersHaveTheDocumentedMaximum(String member, long highest) {
        assertThat(with(member, Long.toString(highest))).isEqualTo(201);
        assertThat(with(member, Long.toString(highest + 1))).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"price.amount|19.99|wrong_type", "price.amount|\"1999\"|wrong_type", "price.amount|99999999999999999999|wrong_type",
                "price.amount|true|wrong_type", "name|7|wrong_type", "name|[]|wrong_type", "price|5|wrong_type",
                "initial_stock|1.0|wrong_type",
                "price.amount|NaN|malformed_json", "initial_stock|1, \"colour\": \"red\"|unknown_member",
                "initial_stock|1, \"initial_stock\": 2|malformed_json"})
    void valuesAreNeverCoercedIgnoredOrGuessed(String member, String value, String code) {
        admin.post("/api/v1/products", body(member, value)).isProblem(400, code);
    }

    private int with(String member, String value) {
        return admin.post("/api/v1/products", body(member, value)).status();
    }

    private static String body(String member, String value) {
        String json = ProductJson.any().json();
        String name = member.replaceFirst(".*\\.", "");
        String old = member.equals("price") ? "\\{[^}]*\\}" : "(\"[^\"]*\"|\\d+)";
        return json.replaceFirst("\"" + name + "\": " + old, "\"" + name + "\": " + Matcher.quoteReplacement(value));
    }

    private static String unique(int length) {
        String text = ProductJson.randomWord();
        return (text + "x".repeat(length)).substring(0, length);
    }
}
