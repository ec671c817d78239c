package dev.tenfold.shop.productimport;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.StockAssertions;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Files of products, from the upload to the products. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportTest {

    private static final String PATH = "/api/v1/products/import";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final ApiClient anyone;
    private final TestAccounts people;
    private final ApiClient admin;
    private final JdbcClient jdbc;
    private String category = "";

    ImportTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.anyone = new ApiClient(port);
        this.people = new TestAccounts(anyone);
        this.admin = people.admin();
        this.jdbc = jdbc;
    }

    @BeforeEach
    void useACategoryOfItsOwn() {
        category = "c" + UUID.randomUUID();
    }

    @Test
    void aFileAddsNewProductsAndChangesExistingOnes() {
        String known = new TestProducts(admin).product(7);
        JsonNode before = anyone.get("/api/v1/products/" + known).is(200).json();
        assertThat(listed()).isEmpty();
        String tea = sku();
        String file = row(before.path("sku").asString(), "Lady Grey", 2050, 99) + row(tea, "Assam", 300, 12) + row(sku(), "Sencha", 400, 0);
        JsonNode report = report(imported("application/x-ndjson", file));
        assertThat(report.toString()).isEqualTo(
                "{\"rows\":3,\"added\":2,\"changed\":1,\"unchanged\":0,\"failed\":0,\"errors\":[],\"dry_run\":false,\"stopped\":null}");

        ApiResponse after = anyone.get("/api/v1/products/" + known).is(200);
        assertThat(after.json().path("name").asString()).as("the cache has let go of it").isEqualTo("Lady Grey");
        assertThat(after.json().path("created_at")).isEqualTo(before.path("created_at"));
        assertThat(after.header("ETag")).isEqualTo("\"v2\"");
        assertThat(anyone.get("/api/v1/products/" + known + "/stock").is(200).json().path("available").asLong()).isEqualTo(7);
        assertThat(listed()).as("so have the lists").containsExactlyInAnyOrder("Lady Grey", "Assam", "Sencha");
        String added = id(tea);
        assertThat(anyone.get("/api/v1/products/" + added + "/stock").is(200).json().path("available").asLong()).isEqualTo(12);
        new StockAssertions(jdbc).balance(known, added);

        assertThat(events(known).getLast()).isEqualTo(event("changed", 2, after));
        assertThat(events(added)).containsExactly(event("added", 1, anyone.get("/api/v1/products/" + added)),
                "{\"product_id\":\"%s\",\"available\":12}".formatted(added));

        assertThat(report(imported("application/x-ndjson", file)).path("unchanged").asInt()).as("the same again").isEqualTo(3);
        assertThat(events(known)).hasSize(3);
        assertThat(anyone.get("/api/v1/products/" + known).header("ETag")).isEqualTo("\"v2\"");
    }

    @Test
    void invalidRowsAreReportedByLineAndDoNotAffectOthers() {
        String twice = sku();
        String file = "\uFEFF" + row(twice, "Assam", 300, 1) + "{\"sku\": \n\n" + row(sku(), "Free", -1, 1) + row(twice, "Again", 300, 1)
                + "{\"sku\": \"%s\", \"colour\": \"red\"}\n".formatted(sku()) + row(sku(), "x".repeat(300_000), 1, 1) + "null\r\n"
                + row(sku(), "Last", 1, 1).strip();
        JsonNode report = report(imported("application/x-ndjson", file));
        assertThat(report.path("rows").asInt()).isEqualTo(8);
        assertThat(report.path("added").asInt()).isEqualTo(2);
        assertThat(errors(report)).containsExactly("2  malformed_json", "4 /price/amount must_not_be_negative", "5 /sku repeated",
                "6 /colour unknown_member", "7  row_too_long", "8  wrong_type");
    }

    @Test
    void csvIsReadAccordingToRfc4180() {
        String quoted = sku();
        String file = "\uFEFFname,description,price_amount,price_currency,sku,category,initial_stock\r\n"
                + "Assam,\"the \"\"golden\"\"\nsecond line\",300,USD,%s,%s,4\r\n".formatted(quoted, category)
                + "Sencha,,4.5,USD,%s,%s,\r\n".formatted(sku(), category) + "Sencha,,45,XXY,%s,%s,\r\n".formatted(sku(), category)
                + "Sencha,45\r\n" + "Sencha,,45,USD,%s,%s,".formatted(sku(), category);
        JsonNode report = report(imported("text/csv", file));
        assertThat(report.path("rows").asInt()).isEqualTo(5);
        assertThat(report.path("added").asInt()).isEqualTo(2);
        assertThat(errors(report)).containsExactly("4 /price_amount wrong_type", "5 /price/currency unknown_currency", "6 /sku required");
        assertThat(anyone.get("/api/v1/products/" + id(quoted)).json().path("description").asString())
                .isEqualTo("the \"golden\"\nsecond line");
    }

    @Test
    void aWrongQuoteIsAnErrorOfItsRow() {
        String head = "sku,name,category,price_amount,price_currency\n";
        String file = head + "%s,Assam,%s,1,USD\n".formatted(sku(), category) + "%s,\"As\"sam,%s,1,USD\n".formatted(sku(), category)
                + "%s,Assam,%s,1,USD\n".formatted(sku(), category);
        JsonNode report = report(imported("text/csv", file));
        assertThat(report.path("added").asInt()).isEqualTo(2);
        assertThat(errors(report)).containsExactly("3  malformed_csv");
        assertThat(errors(report(imported("text/csv", head + "\"" + "x,\n".repeat(40_000))))).containsExactly("2  malformed_csv");
        assertThat(errors(report(imported("text/csv", head + "x".repeat(300_000) + "\n")))).containsExactly("2  row_too_long");
        assertThat(report(imported("text/csv", head)).path("rows").asInt()).isZero();
    }

    @Test
    void manyBatchesAreOneImport() {
        String stem = sku();
        String file = IntStream.range(0, 2_500).mapToObj(i -> row(stem + "-" + i, "Tea " + i, i, 3)).collect(Collectors.joining());
        String job = imported("application/x-ndjson", file);
        assertThat(report(job).path("added").asInt()).isEqualTo(2_500);
        assertThat(jdbc.sql("""
                SELECT count(*) FROM products JOIN inventory ON inventory.product_id = products.id JOIN stock_movements USING (product_id)
                 WHERE sku LIKE :stem AND on_hand = 3 AND delta = 3
                """).param("stem", stem + "-%").query(Integer.class).single()).isEqualTo(2_500);
    }

    @Test
    void aFileWithTooManyRowsIsRefusedAndLeavesNoJob() {
        int before = jobs();
        admin.with("Content-Type", "application/x-ndjson").post(PATH, "{}\n".repeat(100_001)).isProblem(413, "body_too_large");
        admin.with("Content-Type", "text/csv").post(PATH, "a\n\"x" + "\n".repeat(100_002) + "\"\n" + "b\n".repeat(100_000))
                .isProblem(413, "body_too_large");
        admin.with("Content-Type", "text/csv").post(PATH, "a\r" + "b\r".repeat(100_001)).isProblem(413, "body_too_large");
        admin.with("Content-Type", "text/csv").post(PATH, "sep=;\ra\r" + ";\r".repeat(1_000) + "b\r".repeat(100_001)).isProblem(413,
                "body_too_large");
        assertThat(jobs()).isEqualTo(before);
    }

    @Test
    void onlyAdminsImportAndOnlySupportedFormats() {
        people.newUser().api().with("Content-Type", "text/csv").post(PATH, "sku\n").isProblem(403, "forbidden");
        admin.post(PATH, "{}").isProblem(415, "unsupported_media_type");
        admin.with("Content-Type", "text/csv; charset=ISO-8859-1").post(PATH, "sku\n").isProblem(415, "unsupported_media_type");
    }

    private String imported(String type, String file) {
        ApiResponse asked = admin.with("Content-Type", type).post(PATH, file).is(202);
        return asked.location();
    }

    private JsonNode report(String job) {
        await().atMost(TIMEOUT).until(() -> admin.get(job).is(200).json().path("status").asString(), "succeeded"::equals);
        return admin.get(job + "/result").is(200).json();
    }

    private static List<String> errors(JsonNode report) {
        return report.path("errors").valueStream().map(row -> "%s %s %s".formatted(row.path("line").asInt(),
                row.path("errors").get(0).path("pointer").asString(), row.path("errors").get(0).path("code").asString())).toList();
    }

    private String row(String sku, String name, long amount, long stock) {
        return """
                {"sku": "%s", "name": "%s", "category": "%s", "price": {"amount": %d, "currency": "USD"}, "initial_stock": %d}
                """.formatted(sku, name, category, amount, stock);
    }

    private static String sku() {
        return "SKU-" + UUID.randomUUID();
    }

    private List<String> listed() {
        return anyone.get("/api/v1/products?limit=100&category=" + category).is(200).json().path("data").valueStream()
                .map(product -> product.path("name").asString()).toList();
    }

    private String id(String sku) {
        return jdbc.sql("SELECT id FROM products WHERE sku = :sku").param("sku", sku).query(UUID.class).single().toString();
    }

    private int jobs() {
        return jdbc.sql("SELECT count(*) FROM jobs WHERE kind = 'product_import'").query(Integer.class).single();
    }

    private List<String> events(String product) {
        return jdbc.sql("SELECT data FROM outbox WHERE aggregate_id = :id ORDER BY position").param("id", UUID.fromString(product))
                .query(String.class).list();
    }

    /** The same bytes as for a product that is added or changed by itself: see {@code EventDataTest}. */
    private static String event(String kind, int version, ApiResponse product) {
        return "{\"kind\":\"%s\",\"version\":%d,\"product\":%s}".formatted(kind, version, product.text());
    }
}
