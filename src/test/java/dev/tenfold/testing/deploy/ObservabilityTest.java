package dev.tenfold.testing.deploy;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The queries of the dashboard, the alerts and the rules, sent to a real Prometheus that scrapes a real instance under a little load.
 */
@Proof
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf("isInstalled")
class ObservabilityTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);
    /** A metric with its labels, if the query has any. */
    private static final Pattern SELECTOR = Pattern.compile("([a-z_][a-z0-9_:]+)\\b(\\{[^}]*})?(?!\\s*\\()");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "by");

    private Instance instance;
    private PrometheusProcess prometheus;
    private Thread traffic;
    private volatile boolean stopping;

    static boolean isInstalled() {
        return PrometheusProcess.isInstalled();
    }

    @BeforeAll
    void start() {
        Services services = SeparateDatabase.create();
        instance = Instance.launch(services, Map.of("tenfold.redis.events-url", services.redis().uri(), "tenfold.ratelimit.enabled", "true",
                "tenfold.ratelimit.policies.anonymous.capacity", "100000", "tenfold.ratelimit.policies.user.capacity", "100000"))
                .awaitReady();
        var users = new TestUsers(services.postgres().client());
        var api = new ApiClient(instance.port());
        traffic = Thread.ofPlatform().daemon().name("traffic").start(() -> ask(api, users));
        prometheus = PrometheusProcess.launch(List.of(instance.port()));
    }

    /** A little of every kind of request: reads, orders, unknown paths, and requests that time out. */
    private void ask(ApiClient api, TestUsers users) {
        ApiClient admin = api.as(users.admin().token());
        String product = new TestProducts(admin).product(1_000_000);
        ApiClient user = api.as(users.user().token());
        while (!stopping) {
            user.get("/api/v1/products/" + product).is(200);
            api.get("/api/v1/products/" + product).is(200);
            String order = user.newKey().post("/api/v1/orders", TestProducts.cart(product, 1)).header("Location");
            if (order != null) {
                admin.post(order + "/pay", "{\"payment_reference\": \"pi\"}");
                user.post(order + "/invoice", "");
            }
            user.get("/api/v1/orders/" + UUID.randomUUID()).is(404);
            user.with("X-Request-Timeout", "0.001").get("/api/v1/orders");
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    @AfterAll
    void stop() throws InterruptedException {
        stopping = true;
        if (traffic != null) {
            traffic.join();
        }
        Stream.of(prometheus, instance).filter(it -> it != null).forEach(it -> {
            try {
                it.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void everyExpressionOfTheDashboardReturnsNumbers() {
        List<String> expressions = Dashboard.read().expressions();
        assertThat(expressions).hasSizeGreaterThan(40);
        assertAllAnswered(expressions, values -> values.stream().anyMatch(value -> !value.isNaN()));
    }

    @Test
    void everyRecordingRuleRecordsNumbers() {
        List<String> recorded = rules("recording").map(rule -> rule.path("name").asString()).toList();
        assertThat(recorded).hasSizeGreaterThan(10);
        assertAllAnswered(recorded, values -> values.stream().anyMatch(value -> !value.isNaN()));
    }

    /**
     * An alert correctly returns nothing while all is well, so its parts are queried: an alert on a metric that does not exist would
     * never fire.
     */
    @Test
    void everySeriesInAnAlertOrRuleExists() {
        Set<String> selectors = rules("alerting", "recording").flatMap(rule -> selectors(rule.path("query").asString()))
                .collect(Collectors.toSet());
        assertThat(selectors).hasSizeGreaterThan(20).contains("up{job=\"tenfold\"}", "hikaricp_connections_pending");
        assertAllAnswered(selectors, values -> !values.isEmpty());
    }

    /** Shows that the tests above can fail. */
    @Test
    void anUnknownSeriesReturnsNothing() {
        assertThat(prometheus.query("sum(rate(tenfold_no_such_metric_total[1m]))")).isEmpty();
    }

    @Test
    void aHealthyInstanceFiresOnlyErrorBudgetAlerts() {
        assertThat(
                rules("alerting").filter(rule -> "firing".equals(rule.path("state").asString())).map(rule -> rule.path("name").asString())
                        .filter(name -> !name.contains("Budget")))
                .isEmpty();
    }

    @Test
    void panelsDoNotOverlapAndUseTheProvisionedDataSource() throws IOException {
        Dashboard dashboard = Dashboard.read();
        Map<String, List<Map<String, Object>>> provisioned =
                new Yaml().load(Files.readString(Path.of("deploy/grafana/provisioning/datasources/prometheus.yml")).replaceFirst(
                        "apiVersion: 1", ""));
        assertThat(dashboard.sources()).containsOnly(String.valueOf(provisioned.get("datasources").getFirst().get("uid")));
        assertThat(dashboard.panels()).extracting(panel -> panel.path("id").asInt()).doesNotHaveDuplicates();
        Set<String> taken = new HashSet<>();
        dashboard.panels().forEach(panel -> squares(panel.path("gridPos")).forEach(square -> assertThat(taken.add(square))
                .as("%s lies on another panel, at %s", panel.path("title"), square).isTrue()));
    }

    @Test
    void theDashboardRowsInAlertsExist() {
        Pattern pointer = Pattern.compile("the dashboard's rows (\\w+) and (\\w+)");
        List<String> named = rules("alerting").map(rule -> rule.path("annotations").path("look").asString()).map(pointer::matcher)
                .filter(matcher -> matcher.find()).flatMap(matcher -> Stream.of(matcher.group(1), matcher.group(2))).toList();
        assertThat(named).isNotEmpty();
        assertThat(Dashboard.read().rows()).containsAll(named);
    }

    private static Stream<String> squares(JsonNode place) {
        int width = place.path("w").asInt();
        assertThat(place.path("x").asInt() + width).isLessThanOrEqualTo(24);
        return Stream.iterate(0, at -> at < width * place.path("h").asInt(), at -> at + 1)
                .map(at -> (place.path("x").asInt() + at % width) + "," + (place.path("y").asInt() + at / width));
    }

    private void assertAllAnswered(Iterable<String> expressions, Predicate<List<Double>> enough) {
        await().atMost(SOON).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(expressions)
                .filteredOn(expression -> !enough.test(prometheus.query(expression))).as("what returned nothing").isEmpty());
    }

    private Stream<JsonNode> rules(String... types) {
        return prometheus.rules().valueStream().flatMap(group -> group.path("rules").valueStream())
                .filter(rule -> List.of(types).contains(rule.path("type").asString()));
    }

    private static Stream<String> selectors(String expression) {
        String bare = expression.replaceAll("\\bby \\([^)]*\\)", "").replaceAll("\\[[^\\]]*]", "");
        return SELECTOR.matcher(bare).results().filter(found -> !WORDS.contains(found.group(1))).map(found -> found.group());
    }
}
