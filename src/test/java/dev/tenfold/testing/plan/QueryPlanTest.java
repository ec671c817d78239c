package dev.tenfold.testing.plan;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.client.TestPayments;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Every query that a request can cause uses an index: each statement that the requests below have executed is explained. */
@TenfoldTest
@DirtiesContext // because it has its own database
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryPlanTest {

    private static final LargeDatabase SHOP = new LargeDatabase(Services.shared().postgres());
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** A table with this many rows may be read completely, and this many rows may be sorted. */
    private static final int FEW = 1_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final StatementRecorder recorder;
    private final ApiClient anyone;
    private final TestAccounts people;

    QueryPlanTest(@LocalServerPort int port, @Autowired StatementRecorder recorder) {
        this.recorder = recorder;
        this.anyone = new ApiClient(port);
        this.people = new TestAccounts(anyone);
    }

    @TestConfiguration
    static class Recording {

        @Bean
        static StatementRecorder recorder() {
            return new StatementRecorder();
        }
    }

    @DynamicPropertySource
    static void ownDatabase(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", SHOP::url);
        properties.add("tenfold.job.purge-interval", () -> "200ms");
        properties.add("tenfold.job.gauge-interval", () -> "200ms");
        properties.add("tenfold.audit.purge-interval", () -> "200ms");
        properties.add("tenfold.payment.purge-interval", () -> "200ms");
    }

    @BeforeAll
    void askEverything() {
        SHOP.fill();
        ApiClient admin = people.admin();
        productLists().forEach(this::walk);
        userAndOrderLists(admin);
        webhooks(admin);
        auditEvents(admin);
        everythingElse(admin);
        paymentEvent(admin);
        jobs(admin);
    }

    @Test
    void everyStatementIsServedByAnIndex() {
        Set<String> big = Set.copyOf(SHOP.jdbc().sql("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > :few")
                .param("few", FEW).query(String.class).list());
        assertThat(big).contains("users", "products", "inventory", "orders", "order_lines", "stock_movements", "idempotency_keys",
                "token_families",
                "refresh_tokens", "outbox", "webhook_deliveries", "jobs", "audit_events", "payment_events");
        var faults = new ArrayList<String>();
        for (RecordedStatement statement : recorder.statements()) {
            if (statement.sql().startsWith("SHOW") || isTotal(statement)) {
                continue;
            }
            boolean reads = statement.sql().startsWith("SELECT") || statement.sql().startsWith("(SELECT");
            explain(faults, big, statement, reads ? "ANALYZE" : "COSTS", statement.inlined());
            explain(faults, big, statement, "GENERIC_PLAN", statement.generic());
        }
        assertThat(faults).as("of %d statements", recorder.statements().size()).isEmpty();
    }

    /**
     * Most lists above have a word that many products have, and find them at the beginning of the order. These do not: few products have
     * {@code word999}, so the index of words is asked at once. Many have {@code steel}, but few of them have such a price.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"word999 | 100", "steel | 49650"})
    void aSearchFindsWhatIsFarFromTheBeginning(String word, int price) {
        assertThat(isRare(word + " ")).isEqualTo(word.equals("word999"));
        for (String sort : List.of("-created_at", "price", "-price", "name")) {
            String order = switch (sort) {
                case "price" -> "price_amount, id";
                case "-price" -> "price_amount DESC, id DESC";
                case "name" -> "name, id";
                default -> "created_at DESC, id DESC";
            };
            List<String> expected = SHOP.jdbc().sql("""
                    SELECT id::text FROM products WHERE description ~ '\\m%s\\M' AND price_amount >= %d AND deleted_at IS NULL ORDER BY %s
                    """.formatted(word, price, order)).query(String.class).list();
            assertThat(expected).hasSizeBetween(90, 110);
            List<String> found = new ArrayList<>();
            String list = "/api/v1/products?q=" + word + "%20&min_price=" + price + "&sort=" + sort;
            for (String cursor = ""; !cursor.equals("null");) {
                JsonNode page = anyone.get(list + cursor).is(200).json();
                page.path("data").valueStream().forEach(product -> found.add(product.path("id").asString()));
                cursor = page.path("next_cursor").isNull() ? "null" : "&cursor=" + page.path("next_cursor").asString();
            }
            assertThat(found).as(sort).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false,
            value = {"steel |false", "word999 |true", "word99|true", "wo|false",
                "steel word999 |true", "red steel |false", "word999 or steel|false", "\"word999\"|false", "steel -word999|false",
                "the |false", "|false"})
    void aSearchIsRareIfFewProductsHaveOneOfItsWords(String q, boolean isRare) {
        assertThat(isRare(q == null ? "" : q)).isEqualTo(isRare);
    }

    private static boolean isRare(String q) {
        return SHOP.jdbc().sql("SELECT search_is_rare(:q)").param("q", q).query(Boolean.class).single();
    }

    @Test
    void theRequestsExecutedEveryKindOfStatement() {
        List<String> seen = recorder.statements().stream().map(RecordedStatement::sql).toList();
        assertThat(seen).filteredOn(sql -> sql.contains("FROM products AS product") && sql.contains("ORDER BY")).as("lists of products")
                .hasSize(2 * 2 * 2 * 2 * 2 * 4 * 2);
        assertThat(seen).filteredOn(sql -> sql.contains("FROM orders\n") && sql.contains("ORDER BY id DESC")).as("lists of orders")
                .hasSize(2 * 2 * 2);
        assertThat(seen).filteredOn(sql -> sql.startsWith("SELECT count(*)")).as("totals").hasSizeGreaterThanOrEqualTo(32 + 4 + 1);
        for (String part : List.of("FOR UPDATE OF inventory", "INSERT INTO idempotency_keys", "UPDATE orders", "UPDATE inventory",
                "UPDATE refresh_tokens",
                "UPDATE token_families", "email_key = ", "UPDATE users", "INSERT INTO products", "UPDATE products", "status = 'pending'",
                "role = 'admin'", "tokens_ended_at > ", "FROM webhooks\n", "UPDATE webhook_deliveries AS delivery",
                "INSERT INTO webhook_secrets",
                "FROM webhook_deliveries\n",
                "DELETE FROM jobs", "DELETE FROM audit_events", "FROM audit_events\n", "FROM payment_events", "unique_key = ",
                "INSERT INTO invoices", "ON CONFLICT DO NOTHING", "FROM order_lines\n  JOIN", "status = 'queued'")) {
            assertThat(seen).as(part).anyMatch(sql -> sql.contains(part));
        }
    }

    /** A total reads the rows that it counts, and stops at 100,000 (docs/adr/0002): no index makes that cheaper. */
    private static boolean isTotal(RecordedStatement statement) {
        return statement.sql().startsWith("SELECT count(*) FROM (SELECT 1 FROM") && statement.sql().contains("LIMIT");
    }

    /** All results of a full-text search are sorted, however many: they are found by the index, and only the best are kept (top-N). */
    private void explain(List<String> faults, Set<String> big, RecordedStatement statement, String option, String sql) {
        String plan = SHOP.explain("EXPLAIN (FORMAT JSON, " + option + ") " + sql);
        int mostSorted = statement.sql().contains("search_query(") ? Integer.MAX_VALUE : FEW;
        new QueryPlan(JSON.readTree(plan).get(0).path("Plan")).faults(big, mostSorted)
                .forEach(fault -> faults.add(fault + " (" + option + "): " + sql.replaceAll("\\s+", " ")));
    }

    private static Stream<String> productLists() {
        return Stream.of("", "&category=category-7").flatMap(list -> Stream.of(list, list + "&q=steel"))
                .flatMap(list -> Stream.of(list, list + "&min_price=10000")).flatMap(list -> Stream.of(list, list + "&max_price=40000"))
                .flatMap(list -> Stream.of(list, list + "&in_stock=true"))
                .flatMap(list -> Stream.of("-created_at", "price", "-price", "name")
                        .map(sort -> "/api/v1/products?limit=5&sort=" + sort + list));
    }

    /** The first page, the total, and the second page. */
    private void walk(String list) {
        walk(anyone, list);
    }

    private static void walk(ApiClient who, String list) {
        ApiResponse first = who.get(list + "&include=total").is(200);
        assertThat(first.json().path("total").asInt()).as(list).isGreaterThan(5);
        who.get(list + "&cursor=" + first.json().path("next_cursor").asString()).is(200);
    }

    private void userAndOrderLists(ApiClient admin) {
        walk(admin, "/api/v1/users?limit=5");
        admin.get("/api/v1/users?email=user7@big.test").is(200);
        String busiest = SHOP.jdbc().sql("SELECT user_id FROM orders GROUP BY user_id ORDER BY count(*) DESC LIMIT 1").query(UUID.class)
                .single().toString();
        for (String user : List.of("", "&user_id=" + busiest)) {
            SHOP.jdbc().sql(
                    "UPDATE orders SET status = 'paid' WHERE user_id = :user AND id IN (SELECT id FROM orders WHERE user_id = :user LIMIT 50)")
                    .param("user", UUID.fromString(busiest)).update();
            for (String status : List.of("", "&status=paid")) {
                walk(admin, "/api/v1/orders?limit=5" + user + status);
            }
        }
    }

    private void auditEvents(ApiClient admin) {
        String user =
                SHOP.jdbc().sql("SELECT user_id FROM audit_events WHERE kind = 'sign_in' LIMIT 1").query(UUID.class).single().toString();
        for (String actor : List.of("", "&user_id=" + user)) {
            for (String subject : List.of("", "&subject_id=" + user)) {
                for (String kind : List.of("", "&kind=sign_in")) {
                    walk(admin, "/api/v1/audit-events?limit=5" + actor + subject + kind);
                }
            }
        }
    }

    private void paymentEvent(ApiClient admin) {
        String product = new TestProducts(admin).product(5);
        String order = admin.newKey().post("/api/v1/orders", TestProducts.cart(product, 1)).is(201).json().path("id").asString();
        String event = """
                {"order_id": "%s", "amount": {"amount": 1999, "currency": "USD"}, "reference": "pi", "status": "succeeded"}"""
                .formatted(order);
        ApiClient signed = TestPayments.signed(anyone, event);
        signed.post(TestPayments.EVENTS, event).is(204);
        signed.post(TestPayments.EVENTS, event).is(204);
        await().until(() -> recorder.statements().stream().anyMatch(statement -> statement.sql().startsWith("DELETE FROM payment_events")));
    }

    private void webhooks(ApiClient admin) {
        walk(admin, "/api/v1/webhooks?limit=5");
        String hook = "/api/v1/webhooks/" + SHOP.jdbc().sql("SELECT id FROM webhooks WHERE enabled LIMIT 1").query(UUID.class).single();
        for (String status : List.of("", "&status=failed")) {
            walk(admin, hook + "/deliveries?limit=5" + status);
        }
        String delivery = admin.get(hook + "/deliveries?status=failed").is(200).json().path("data").get(0).path("id").asString();
        admin.post(hook + "/deliveries/" + delivery + "/redeliver", "").is(200);
        await().atMost(TIMEOUT).until(() -> recorder.statements().stream()
                .anyMatch(statement -> statement.sql().contains("step = step + 1")));
        String created = admin.post("/api/v1/webhooks",
                "{\"url\": \"https://shop.invalid/\", \"events\": [\"nothing.at.all\"]}").is(201).location();
        admin.post(created + "/secret", "").is(200);
        admin.with("If-Match", "*").patch(created, "{\"enabled\": false}").is(200);
        admin.with("If-Match", "*").delete(created).is(204);
    }

    private void everythingElse(ApiClient admin) {
        String product = new TestProducts(admin).product(50);
        String path = "/api/v1/products/" + product;
        anyone.get(path).is(200);
        anyone.get(path + "/stock").is(200);
        admin.newKey().post(path + "/stock-adjustments", "{\"delta\": 1, \"reason\": \"Delivery\"}").is(201);
        admin.with("If-Match", "*").patch(path, "{\"name\": \"New\"}").is(200);
        Person buyer = people.newUser();
        ApiClient keyed = buyer.api().newKey();
        for (List<String> moves : List.of(List.of("pay", "ship", "deliver"), List.of("cancel"))) {
            String order = (moves.contains("cancel") ? keyed : buyer.api().newKey())
                    .post("/api/v1/orders", TestProducts.cart(product, 1)).is(201).location();
            buyer.api().get(order).is(200);
            for (String move : moves) {
                admin.post(order + "/" + move, move.equals("pay") ? "{\"payment_reference\": \"pi\"}" : "").is(200);
            }
        }
        keyed.post("/api/v1/orders", TestProducts.cart(product, 1)).is(201);
        admin.with("If-Match", "*").delete(path).is(204);
        String profile = "/api/v1/users/" + buyer.id();
        admin.get(profile).is(200);
        admin.patch(profile, "{\"role\": \"admin\"}").is(200);
        admin.patch(profile, "{\"role\": \"user\"}").is(200);
        tokens(buyer.email());
        people.signIn(buyer.email())
                .patch(profile,
                        "{\"password\": \"another " + TestAccounts.PASSWORD + "\", \"current_password\": \"" + TestAccounts.PASSWORD
                                + "\"}")
                .is(200);
        admin.delete(profile).is(204);
    }

    private void jobs(ApiClient admin) {
        for (String status : List.of("", "&status=failed")) {
            walk(admin, "/api/v1/jobs?limit=5" + status);
        }
        String sku = "SKU-" + UUID.randomUUID();
        String rows = "sku,name,category,price_amount,price_currency\n" + sku + ",Tea,tea,5,USD\nSKU-1,Tea,tea,5,USD\n";
        ApiClient csv = admin.with("Content-Type", "text/csv");
        finished(admin, csv.post("/api/v1/products/import?dry_run=true", rows));
        finished(admin, csv.post("/api/v1/products/import", rows));
        finished(admin, csv.post("/api/v1/products/import", "sku,name\nSKU-1,Green tea\n")); // changes only what exists
        String product = SHOP.jdbc().sql("SELECT id FROM products WHERE sku = 'SKU-2'").query(UUID.class).single().toString();
        admin.newKey().post("/api/v1/products/" + product + "/stock-adjustments", "{\"delta\": 1, \"reason\": \"Delivery\"}").is(201);
        ApiResponse order = admin.newKey().post("/api/v1/orders", TestProducts.cart(product, 1)).is(201);
        admin.post(order.location() + "/pay", "{\"payment_reference\": \"pi\"}").is(200);
        finished(admin, admin.post(order.location() + "/invoice", ""));
        finished(admin, admin.post("/api/v1/reports/orders", "{\"from\": \"2026-01-01T00:00:00Z\", \"to\": \"2026-01-02T00:00:00Z\"}"));
        String failed = admin.get("/api/v1/jobs?status=failed&limit=1").json().path("data").get(0).path("id").asString();
        admin.post("/api/v1/jobs/" + failed + "/retry", "").is(200);
        admin.post("/api/v1/jobs/retry?kind=no_such_kind", "").is(200);
        admin.post("/api/v1/jobs/retry", "").is(200);
        await().until(() -> recorder.statements().stream().anyMatch(statement -> statement.sql().startsWith("DELETE FROM jobs")));
    }

    private static void finished(ApiClient admin, ApiResponse asked) {
        String job = asked.is(202).location();
        await().atMost(TIMEOUT).until(() -> admin.get(job).is(200).json().path("status").asString(), "succeeded"::equals);
        admin.get(job + "/result").is(200);
    }

    private void tokens(String email) {
        String signIn = "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, TestAccounts.PASSWORD);
        String first = refresh(anyone.post("/api/v1/auth/token", signIn));
        String second = refresh(anyone.post("/api/v1/auth/refresh", first));
        anyone.post("/api/v1/auth/refresh", first).isProblem(401, "token_reused");
        anyone.post("/api/v1/auth/logout", second).is(204);
    }

    private static String refresh(ApiResponse tokens) {
        return "{\"refresh_token\": \"" + tokens.is(200).json().path("refresh_token").asString() + "\"}";
    }
}
