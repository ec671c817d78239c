package dev.tenfold.api.audit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tenfold.platform.id.Uuids;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import net.logstash.logback.encoder.LogstashEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static dev.tenfold.testing.client.ApiResponse.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The audit log: what is in it, who may read it, and how long it is kept. */
@TenfoldTest
@ExtendWith(OutputCaptureExtension.class)
class AuditLogTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String EVENTS = "/api/v1/audit-events";

    private final ApiClient api;
    private final TestAccounts people;
    private final ApiClient admin;
    private final String adminId;
    private final Person ada;
    private final AuditLog log;
    private final AuditFailures failures;
    private final AuditRepository events;
    private final AuditPurge purge;
    private final Transactions transactions;
    private final JdbcClient jdbc;

    AuditLogTest(@LocalServerPort int port, @Autowired AuditLog log, @Autowired AuditFailures failures, @Autowired AuditRepository events,
            @Autowired AuditPurge purge, @Autowired Transactions transactions, @Autowired JdbcClient jdbc) {
        this.api = new ApiClient(port);
        this.people = new TestAccounts(api);
        this.admin = people.admin();
        this.adminId = admin.get("/api/v1/users/me").is(200).json().path("id").asString();
        this.ada = people.newUser();
        this.log = log;
        this.failures = failures;
        this.events = events;
        this.purge = purge;
        this.transactions = transactions;
        this.jdbc = jdbc;
    }

    @Test
    void aSignInIsRecordedWithUserAddressAndRequest(CapturedOutput output) {
        ApiResponse signedIn =
                api.with("X-Request-Id", "sign-in-" + ada.id()).post("/api/v1/auth/token", credentials(TestAccounts.PASSWORD));
        JsonNode event = about(ada.id()).getFirst();
        assertThat(signedIn.status()).isEqualTo(200);
        assertThat(event.path("kind").asString()).isEqualTo("sign_in");
        assertThat(event.path("outcome").asString()).isEqualTo("succeeded");
        assertThat(event.path("user_id").asString()).isEqualTo(ada.id());
        assertThat(event.path("address").asString()).isEqualTo("127.0.0.1");
        assertThat(event.path("request_id").asString()).isEqualTo("sign-in-" + ada.id());
        assertThat(output).contains("Audit: sign_in succeeded");
    }

    @Test
    void aLineOfTheLogHasTheFieldsOfTheEvent() {
        var logger = (Logger) LoggerFactory.getLogger(AuditLog.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        logger.addAppender(lines);
        try {
            api.with("X-Request-Id", "json-" + ada.id()).post("/api/v1/auth/token", credentials(TestAccounts.PASSWORD)).is(200);
        } finally {
            logger.detachAppender(lines);
        }
        var encoder = new LogstashEncoder();
        encoder.start();
        JsonNode line = lines.list.stream().map(encoder::encode).map(JSON::readTree)
                .filter(json -> json.path("audit_request").asString("").equals("json-" + ada.id())).findFirst().orElseThrow();
        assertThat(line.path("message").asString()).isEqualTo("Audit: sign_in succeeded");
        assertThat(line.path("audit_kind").asString()).isEqualTo("sign_in");
        assertThat(line.path("audit_outcome").asString()).isEqualTo("succeeded");
        assertThat(line.path("audit_user").asString()).isEqualTo(ada.id());
        assertThat(line.path("audit_subject").asString()).isEqualTo(ada.id());
        assertThat(line.path("audit_address").asString()).isEqualTo("127.0.0.1");
        assertThat(line.path("audit_count").asInt()).isOne();
    }

    @Test
    void aSignOutIsRecordedOnce() {
        String tokens = api.post("/api/v1/auth/token", credentials(TestAccounts.PASSWORD)).is(200).json().path("refresh_token").asString();
        IntStream.range(0, 2)
                .forEach(_ -> api.post("/api/v1/auth/logout", "{\"refresh_token\": \"%s\"}".formatted(tokens)).is(204));
        assertThat(kinds(about(ada.id()))).containsExactly("sign_out", "sign_in", "sign_in");
        assertThat(about(ada.id()).getFirst().path("user_id").asString()).isEqualTo(ada.id());
    }

    @Test
    void failedSignInsAreCountedByAccountAndAddress() {
        IntStream.range(0, 3).forEach(_ -> api.post("/api/v1/auth/token", credentials("wrong password")).is(401));
        failures.flush();
        JsonNode event = about(ada.id()).getFirst();
        assertThat(event.path("kind").asString()).isEqualTo("sign_in");
        assertThat(event.path("outcome").asString()).isEqualTo("failed");
        assertThat(event.path("user_id").isNull()).isTrue();
        assertThat(event.path("address").asString()).isEqualTo("127.0.0.1");
        assertThat(sum(about(ada.id()))).isEqualTo(3);
        String stranger = UUID.randomUUID() + "@nowhere.test";
        api.post("/api/v1/auth/token", "{\"email\": \"%s\", \"password\": \"wrong password\"}".formatted(stranger)).is(401);
        failures.flush();
        assertThat(jdbc.sql("SELECT count(*) FROM audit_events AS event WHERE event::text LIKE '%' || :stranger || '%'")
                .param("stranger", stranger).query(Integer.class).single()).as("the e-mail that was tried").isZero();
    }

    @Test
    void changesOfAUserAreRecordedWithWhoMadeThem() {
        String path = "/api/v1/users/" + ada.id();
        ada.api().patch(path, "{\"password\": \"another horse battery\", \"current_password\": \"wrong password\"}").is(422);
        failures.flush();
        ada.api().patch(path, "{\"name\": \"Ada King\"}").is(200);
        admin.patch(path, "{\"email\": \"new-%s\"}".formatted(ada.email())).is(200);
        admin.patch(path, "{\"role\": \"admin\", \"password\": \"another horse battery\"}").is(200);
        admin.delete(path).is(204);
        assertThat(kinds(about(ada.id()))).containsExactly("user_deletion", "role_change", "password_change", "email_change",
                "password_change", "sign_in");
        assertThat(about(ada.id())).extracting(event -> event.path("outcome").asString()).containsExactly("succeeded", "succeeded",
                "succeeded", "succeeded", "failed", "succeeded");
        JsonNode role = about(ada.id()).get(1);
        assertThat(role.path("detail").asString()).isEqualTo("user to admin");
        assertThat(role.path("user_id").asString()).isEqualTo(adminId);
    }

    @Test
    void changesByAdminsAreRecorded() {
        String product = new TestProducts(admin).product(5);
        String path = "/api/v1/products/" + product;
        admin.with("If-Match", "*").patch(path, "{\"name\": \"Other\"}").is(200);
        ApiClient keyed = admin.newKey();
        IntStream.range(0, 2)
                .forEach(_ -> keyed.post(path + "/stock-adjustments", "{\"delta\": -1, \"reason\": \"Broken\"}").is(201));
        String order = location(ada.api().newKey().post("/api/v1/orders", TestProducts.cart(product, 1)));
        admin.post(order + "/pay", "{\"payment_reference\": \"pi\"}").is(200);
        admin.with("If-Match", "*").delete(path).is(204);
        assertThat(kinds(about(product))).containsExactly("product_change", "stock_adjustment", "product_change", "product_change");
        assertThat(about(product)).extracting(event -> event.path("detail").asString()).containsExactly("deleted", "-1", "changed",
                "added");
        assertThat(about(id(order))).extracting(event -> event.path("detail").asString()).containsExactly("paid");
        String job = location(admin.with("Content-Type", "text/csv").post("/api/v1/products/import", "sku,name\n"));
        assertThat(kinds(about(id(job)))).containsExactly("product_import");
    }

    @Test
    void changesOfWebhooksAndTheirKeysAreRecorded() {
        String hook = location(admin.post("/api/v1/webhooks", "{\"url\": \"https://shop.invalid/\", \"events\": [\"order.paid\"]}"));
        admin.post(hook + "/secret", "").is(200);
        admin.with("If-Match", "*").patch(hook, "{\"enabled\": false}").is(200);
        admin.with("If-Match", "*").delete(hook).is(204);
        assertThat(kinds(about(id(hook)))).containsExactly("webhook_change", "webhook_change", "webhook_secret_change",
                "webhook_secret_change", "webhook_change");
    }

    @Test
    void theFirstReuseOfARefreshTokenIsAnEventAndLaterOnesAreCounted() {
        String first = "{\"refresh_token\": \"%s\"}".formatted(api.post("/api/v1/auth/token", credentials(TestAccounts.PASSWORD)).is(200)
                .json().path("refresh_token").asString());
        api.post("/api/v1/auth/refresh", first).is(200);
        IntStream.range(0, 4).forEach(_ -> api.post("/api/v1/auth/refresh", first).isProblem(401, "token_reused"));
        failures.flush();
        List<JsonNode> reuses = about(ada.id()).stream().filter(it -> it.path("kind").asString().equals("refresh_token_reuse")).toList();
        assertThat(reuses).extracting(it -> it.path("outcome").asString()).containsOnly("failed");
        assertThat(reuses.getLast().path("detail").asString()).isEqualTo("all tokens of the sign-in were revoked");
        assertThat(reuses.stream().mapToInt(it -> it.path("count").asInt()).sum()).isEqualTo(4);
    }

    @Test
    void anEventIsInTheTransactionOfItsChange() {
        UUID subject = UUID.randomUUID();
        assertThatThrownBy(() -> transactions.run(() -> {
            log.record(AuditKind.PRODUCT_CHANGE, subject, "changed");
            throw new IllegalArgumentException("rolled back");
        })).isInstanceOf(IllegalArgumentException.class);
        assertThat(about(subject.toString())).isEmpty();
        assertThatThrownBy(() -> log.record(AuditKind.PRODUCT_CHANGE, subject, "changed")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void onlyAdminsReadTheLog() {
        ada.api().get(EVENTS).isProblem(403, "forbidden");
        api.get(EVENTS).isProblem(401, "unauthenticated");
    }

    @Test
    void theListHasPagesAndFilters() {
        List<UUID> subjects = List.of(UUID.randomUUID(), UUID.randomUUID());
        UUID user = UUID.randomUUID();
        transactions.run(() -> IntStream.range(0, 6).forEach(i -> log.recordBy(user,
                i % 3 == 0 ? AuditKind.PASSWORD_RESET : AuditKind.SIGN_IN, subjects.get(i % 2), "number " + i)));
        String all = EVENTS + "?user_id=" + user;
        assertThat(details(all)).containsExactly("number 5", "number 4", "number 3", "number 2", "number 1", "number 0");
        assertThat(details(all + "&kind=password_reset")).containsExactly("number 3", "number 0");
        assertThat(details(all + "&subject_id=" + subjects.getFirst())).containsExactly("number 4", "number 2", "number 0");
        ApiResponse page = admin.get(all + "&limit=4&include=total").is(200);
        assertThat(page.json().path("total").asInt()).isEqualTo(6);
        assertThat(page.header("Link")).contains("rel=\"next\"");
        String cursor = "&cursor=" + page.json().path("next_cursor").asString();
        assertThat(details(all + "&limit=4" + cursor)).containsExactly("number 1", "number 0");
        admin.get(EVENTS + "?kind=sign_in" + cursor).isProblem(400, "invalid_cursor");
        admin.get(EVENTS + "?kind=SIGN_IN").isProblem(400, "invalid_parameter");
        admin.get(EVENTS + "?user_id=1-1-1-1-1").isProblem(400, "invalid_parameter");
    }

    @Test
    void everyKindHasAName() {
        for (AuditKind kind : AuditKind.values()) {
            admin.get(EVENTS + "?limit=1&kind=" + kind.value()).is(200);
        }
    }

    @Test
    void oldEventsAreDeletedInBatches() {
        UUID old = UUID.randomUUID();
        UUID young = UUID.randomUUID();
        insert(old, 2_500, Duration.ofDays(401));
        insert(young, 10, Duration.ofDays(399));
        assertThat(events.purge(Uuids.firstOf(Instant.now().minus(Duration.ofDays(400))), 1_000)).isEqualTo(1_000);
        purge.purge();
        assertThat(count(old)).isZero();
        assertThat(count(young)).isEqualTo(10);
    }

    private void insert(UUID subject, int rows, Duration age) {
        long oldest = Uuids.firstOf(Instant.now().minus(age)).getMostSignificantBits();
        jdbc.sql("""
                INSERT INTO audit_events (id, kind, outcome, subject_id, count, created_at)
                SELECT (:start || lpad(to_hex(number), 12, '0'))::uuid, 'sign_in', 'failed', :subject, 1, now()
                  FROM generate_series(1, :rows) AS number
                """).param("start", new UUID(oldest, Uuids.next().getLeastSignificantBits()).toString().substring(0, 24))
                .param("subject", subject).param("rows", rows).update();
    }

    private int count(UUID subject) {
        return jdbc.sql("SELECT count(*) FROM audit_events WHERE subject_id = :subject").param("subject", subject).query(Integer.class)
                .single();
    }

    private List<JsonNode> about(String subject) {
        return admin.get(EVENTS + "?limit=100&subject_id=" + subject).is(200).json().path("data").valueStream().toList();
    }

    private List<String> details(String list) {
        return admin.get(list).is(200).json().path("data").valueStream().map(event -> event.path("detail").asString()).toList();
    }

    private static List<String> kinds(List<JsonNode> events) {
        return events.stream().map(event -> event.path("kind").asString()).toList();
    }

    private static int sum(List<JsonNode> events) {
        return events.stream().filter(event -> event.path("outcome").asString().equals("failed"))
                .mapToInt(event -> event.path("count").asInt()).sum();
    }

    private String credentials(String password) {
        return "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(ada.email(), password);
    }

    private static String location(ApiResponse reply) {
        assertThat(reply.status()).as(reply.text()).isBetween(200, 299);
        return reply.location();
    }
}
