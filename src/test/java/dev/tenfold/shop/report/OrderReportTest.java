package dev.tenfold.shop.report;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@TenfoldTest
class OrderReportTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String PATH = "/api/v1/reports/orders";

    private final TestAccounts people;
    private final ApiClient admin;
    private final JdbcClient jdbc;

    OrderReportTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.people = new TestAccounts(new ApiClient(port));
        this.admin = people.admin();
        this.jdbc = jdbc;
    }

    @Test
    void aReportHasEachLineOfThePeriodsOrders() throws IOException {
        String formula = admin.post("/api/v1/products", """
                {"sku": "SKU-%s", "name": "=HYPERLINK(\\"evil\\"), tea", "category": "tea", "price": {"amount": 250, "currency": "USD"}, "initial_stock": 9}
                """.formatted(UUID.randomUUID())).is(201).json().path("id").asString();
        String plain = new TestProducts(admin).product(9);
        Person buyer = people.newUser();
        Instant start = Instant.now();
        String order = buyer.api().newKey().post("/api/v1/orders", """
                {"items": [{"product_id": "%s", "quantity": 3}, {"product_id": "%s", "quantity": 1}]}""".formatted(formula, plain)).is(201)
                .json().path("id").asString();
        Instant end =
                jdbc.sql("SELECT created_at + interval '1 microsecond' FROM orders WHERE id = :id").param("id", UUID.fromString(order))
                        .query(Instant.class).single();
        ApiResponse file = report(start, end);
        assertThat(file.header("Content-Type")).isEqualTo("text/csv;charset=utf-8");
        assertThat(file.text()).as("a byte order mark").startsWith("\uFEFForder_id,");
        assertThat(file.header("Content-Disposition")).isEqualTo("attachment; filename=\"orders.csv\"");
        List<CSVRecord> lines = lines(file, order);
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst().toMap()).containsEntry("name", "'=HYPERLINK(\"evil\"), tea").containsEntry("quantity", "3")
                .containsEntry("unit_price", "250").containsEntry("line_total", "750").containsEntry("currency", "USD")
                .containsEntry("status", "pending").containsEntry("user_id", buyer.id());
        assertThat(lines.getLast().get("name")).isEqualTo("Earl Grey, 100 g");
        assertThat(lines(report(start.minusSeconds(60), end.minusNanos(1_000)), order)).as("the end is no part of it").isEmpty();
    }

    /** The SKUs of a report are a file for the import: what the report added before a formula, the import removes. */
    @Test
    void theImportTakesTheTextsOfAReportBack() throws IOException {
        Person buyer = people.newUser();
        List<String> names = List.of("=1+1", "+1", "@SUM(1)", " =1+1", "＝1+1", "＋1", "-1", "'=1", "Žluťoučký 茶");
        StringBuilder items = new StringBuilder();
        for (String name : names) {
            String id = admin.post("/api/v1/products", """
                    {"sku": "SKU-%s", "name": "%s", "category": "tea", "price": {"amount": 250, "currency": "USD"}, "initial_stock": 9}
                    """.formatted(UUID.randomUUID(), name)).is(201).json().path("id").asString();
            items.append(items.isEmpty() ? "" : ",").append("{\"product_id\": \"").append(id).append("\", \"quantity\": 1}");
        }
        Instant start = Instant.now();
        String order = buyer.api().newKey().post("/api/v1/orders", "{\"items\": [" + items + "]}").is(201).json().path("id").asString();
        List<CSVRecord> lines = lines(report(start.minusSeconds(1), Instant.now().plusSeconds(1)), order);
        assertThat(lines).extracting(line -> line.get("name")).containsExactlyInAnyOrder("'=1+1", "'+1", "'@SUM(1)", "' =1+1", "'＝1+1",
                "'＋1", "'-1",
                "''=1", "Žluťoučký 茶");
        var file = new StringBuilder("\uFEFFsku,name\r\n");
        for (CSVRecord line : lines) {
            file.append(CSVFormat.RFC4180.format(line.get("sku"), line.get("name"))).append("\r\n");
        }
        String job = String.valueOf(
                admin.with("Content-Type", "text/csv").post("/api/v1/products/import", file.toString()).is(202).header("Location"));
        await().atMost(TIMEOUT).until(() -> admin.get(job).is(200).json().path("status").asString(), "succeeded"::equals);
        assertThat(admin.get(job + "/result").is(200).json().path("unchanged").asInt()).isEqualTo(names.size());
    }

    @Test
    void aReportIsReadInSeveralPages() throws IOException {
        UUID user = UUID.fromString(people.newUser().id());
        UUID product = UUID.fromString(new TestProducts(admin).product(1));
        jdbc.sql("""
                WITH placed AS (
                    INSERT INTO orders (id, user_id, status, total_amount, currency, created_at, updated_at)
                    SELECT uuidv7(- interval '400 days' + n * interval '1 second'), :user, 'paid', 3, 'USD', now() - interval '400 days' + n * interval '1 second', now()
                      FROM generate_series(1, 900) AS n
                    RETURNING id)
                INSERT INTO order_lines (order_id, line, product_id, sku, name, unit_amount, quantity)
                SELECT id, line, :product, 'SKU', 'Tea', 1, 1 FROM placed, generate_series(1, 3) AS line
                """).param("user", user).param("product", product).update();
        Instant start = Instant.now().minus(Duration.ofDays(401));
        String text = report(start, start.plus(Duration.ofDays(2))).text();
        assertThat(text.lines().filter(line -> line.contains(user.toString())).distinct()).hasSize(900);
        assertThat(text.lines().filter(line -> line.contains(user.toString()))).hasSize(2_700);
    }

    @Test
    void onlyAdminsGetReportsAndOnlyForAValidPeriod() {
        people.newUser().api().post(PATH, period(Instant.now(), Instant.now().plusSeconds(1))).isProblem(403, "forbidden");
        admin.post(PATH, period(Instant.EPOCH, Instant.EPOCH)).isProblem(422, "invalid");
        admin.post(PATH, period(Instant.EPOCH, Instant.EPOCH.plus(Duration.ofDays(367)))).isProblem(422, "invalid");
        admin.post(PATH, "{\"from\": \"2026-01-01T00:00:00Z\"}").isProblem(422, "invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000-12-31T23:59:59Z", "10000-01-01T00:00:00Z", "+300000-01-01T00:00:00Z", "+1000000000-12-31T23:59:58Z",
        "-999999999-01-01T00:00:00Z", "-1000000000-01-01T00:00:00Z", "9999-12-31T23:59:59-00:01", "0001-01-01T00:00:00+00:01"})
    void aTimeOfAnotherMillenniumIsOutOfRange(String time) {
        String good = "2026-01-01T00:00:00Z";
        ApiResponse from = admin.post(PATH, "{\"from\": \"%s\", \"to\": \"%s\"}".formatted(time, good)).isProblem(422, "invalid");
        assertThat(from.json().path("errors").toString()).contains("\"/from\"", "\"out_of_range\"", "0001 to 9999");
        ApiResponse to = admin.post(PATH, "{\"from\": \"%s\", \"to\": \"%s\"}".formatted(good, time)).isProblem(422, "invalid");
        assertThat(to.json().path("errors").toString()).contains("\"/to\"", "\"out_of_range\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2026-01-01", "2026-01-01T00:00:00", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00+99:99", "26-01-01T00:00:00Z", ""})
    void aTimeThatIsNotOfRfc3339IsRefused(String time) {
        String good = "2026-01-01T00:00:00Z";
        admin.post(PATH, "{\"from\": \"%s\", \"to\": \"%s\"}".formatted(time, good)).isProblem(400, "wrong_type");
        admin.post(PATH, "{\"from\": \"%s\", \"to\": \"%s\"}".formatted(good, time)).isProblem(400, "wrong_type");
        admin.post(PATH, "{\"from\": 1767225600, \"to\": \"%s\"}".formatted(good)).isProblem(400, "wrong_type");
        admin.post(PATH, "{\"from\": 1764547200, \"to\": 1767225600}").isProblem(400, "wrong_type");
    }

    @Test
    void theFirstAndTheLastYearHaveReports() {
        assertThat(report(Instant.parse("0001-01-01T00:00:00Z"), Instant.parse("0001-06-01T00:00:00Z")).text().lines()).hasSize(1);
        assertThat(report(Instant.parse("9999-06-01T00:00:00Z"), Instant.parse("9999-12-31T23:59:59.999999999Z")).text().lines())
                .hasSize(1);
        assertThat(report(Instant.parse("1969-12-31T00:00:00Z"), Instant.parse("1970-01-02T00:00:00Z")).text().lines()).hasSize(1);
    }

    private ApiResponse report(Instant from, Instant to) {
        String job = admin.post(PATH, period(from, to)).is(202).location();
        await().atMost(TIMEOUT).until(() -> admin.get(job).is(200).json().path("status").asString(), "succeeded"::equals);
        return admin.get(job + "/result").is(200);
    }

    private static String period(Instant from, Instant to) {
        return "{\"from\": \"%s\", \"to\": \"%s\"}".formatted(from, to);
    }

    private static List<CSVRecord> lines(ApiResponse file, String order) throws IOException {
        return CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get().parse(new StringReader(file.text().substring(1)))
                .stream()
                .filter(line -> line.get("order_id").equals(order)).toList();
    }
}
