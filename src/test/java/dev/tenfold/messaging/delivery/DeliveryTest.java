package dev.tenfold.messaging.delivery;

import dev.tenfold.messaging.delivery.TestWebhooks.Hook;
import dev.tenfold.messaging.outbound.WebhookReceiver;
import dev.tenfold.messaging.outbound.WebhookReceiver.Received;
import dev.tenfold.messaging.outbox.Outbox;
import dev.tenfold.messaging.webhook.WebhookId;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static dev.tenfold.messaging.delivery.TestWebhooks.TIMEOUT;
import static dev.tenfold.messaging.outbound.WebhookReceiver.busy;
import static dev.tenfold.messaging.outbound.WebhookReceiver.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Events that are delivered to receivers on this machine, which is allowed here. */
@TenfoldTest(properties = {"tenfold.outbound.allowed=127.0.0.0/8", "tenfold.outbound.plain-http=true", "tenfold.outbound.timeout=5s",
    "tenfold.webhook.delivery.retry-delays=100ms,200ms,300ms", "tenfold.webhook.delivery.poll=50ms",
    "tenfold.webhook.delivery.disable-after=6s",
    "tenfold.webhook.delivery.purge-interval=200ms", "tenfold.webhook.delivery.gauge-interval=100ms"})
@DirtiesContext
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeliveryTest {

    private static final Services OWN = SeparateDatabase.create();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ApiClient api;
    private final ApiClient admin;
    private final TestWebhooks webhooks;
    private final JdbcClient jdbc;
    private final MeterRegistry metrics;

    DeliveryTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired Outbox outbox, @Autowired Transactions transactions,
            @Autowired MeterRegistry metrics) {
        this.api = new ApiClient(port);
        this.admin = api.as(new TestUsers(jdbc).admin().token());
        this.webhooks = new TestWebhooks(admin, outbox, transactions);
        this.jdbc = jdbc;
        this.metrics = metrics;
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
    }

    /** The dispatcher leaves such an attempt without a result: its lease ends, and a worker that has the key can send it. */
    @Test
    void aWorkerThatCannotSignDoesNotCountItAsAFailureOfTheReceiver(@Autowired DeliveryAttemptHandler handler) {
        byte[] secret = new byte[61];
        secret[0] = 1; // encrypted with another key
        var attempt = new DeliveryAttempt(new DeliveryId(UUID.randomUUID()), new WebhookId(UUID.randomUUID()), UUID.randomUUID(),
                "test.happened", "https://hook.invalid/", "{}", null, List.of(secret), 1, Instant.now().plusSeconds(15), 0);
        assertThatThrownBy(() -> handler.make(attempt)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TENFOLD_WEBHOOK_SECRET_KEY");
    }

    @AfterEach
    void forgetWebhooks() {
        admin.get("/api/v1/webhooks?limit=100").is(200).json().path("data")
                .forEach(hook -> admin.with("If-Match", "*").delete("/api/v1/webhooks/" + hook.path("id").asString()).is(204));
    }

    @Test
    void anOrderEventIsDeliveredOnceAndSigned() {
        try (var receiver = WebhookReceiver.start(status(204))) {
            Hook hook = webhooks.add(receiver.url(), "order.*");
            String product = new TestProducts(admin).product(5);
            String trace = "00-" + UUID.randomUUID().toString().replace("-", "") + "-00f067aa0ba902b7-01";
            JsonNode order =
                    admin.newKey().with("traceparent", trace).post("/api/v1/orders", TestProducts.cart(product, 1)).is(201).json();
            await().atMost(TIMEOUT).until(() -> !receiver.received().isEmpty());
            Received request = receiver.received().getFirst();
            assertThat(request.header("content-type")).isEqualTo("application/cloudevents+json");
            assertThat(TestWebhooks.isSigned(request, hook.secret())).isTrue();
            assertThat(Instant.ofEpochSecond(Long.parseLong(request.header("webhook-timestamp")))).isBetween(Instant.now().minusSeconds(20),
                    Instant.now().plusSeconds(2));
            JsonNode event = JSON.readTree(request.body());
            assertThat(event.path("type").asString()).isEqualTo("order.placed");
            assertThat(event.path("id").asString()).isEqualTo(request.header("webhook-id"));
            assertThat(event.path("data").path("id")).isEqualTo(order.path("id"));
            assertThat(event.path("traceparent").asString()).isEqualTo(trace);
            assertThat(request.header("traceparent")).isEqualTo(trace);
            JsonNode delivery = webhooks.awaitStatus(hook, UUID.fromString(request.header("webhook-id")), "succeeded");
            assertThat(delivery.path("attempts").asInt()).isEqualTo(1);
            assertThat(delivery.path("response_status").asInt()).isEqualTo(204);
            assertThat(delivery.path("error").isNull()).isTrue();
            assertThat(delivery.path("duration_ms").asInt()).isBetween(0, 60_000);
            assertThat(receiver.received()).hasSize(1);
        }
    }

    @Test
    void aWebhookGetsOnlyTheEventTypesItSubscribedTo() {
        try (var receiver = WebhookReceiver.start(status(200))) {
            Hook orders = webhooks.add(receiver.url(), "order.*");
            Hook some = webhooks.add(receiver.url(), "order.paid", "stock.changed");
            Hook all = webhooks.add(receiver.url(), "*");
            Hook off = webhooks.add(receiver.url(), "*");
            admin.with("If-Match", "*").patch(off.path(), "{\"enabled\": false}").is(200);
            List<String> types = List.of("order.placed", "order.paid", "orders.odd", "stock.changed", "order");
            types.forEach(webhooks::addEvent);
            await().atMost(TIMEOUT).until(() -> webhooks.deliveries(all).size() == types.size());
            assertThat(types(all)).containsExactlyInAnyOrderElementsOf(types);
            assertThat(types(orders)).containsExactlyInAnyOrder("order.placed", "order.paid");
            assertThat(types(some)).containsExactlyInAnyOrder("order.paid", "stock.changed");
            assertThat(types(off)).isEmpty();
        }
    }

    @Test
    void afterARotationBothSecretsSignUntilTheOldOneEnds() {
        try (var receiver = WebhookReceiver.start(status(200))) {
            Hook hook = webhooks.add(receiver.url(), "*");
            String fresh = admin.post(hook.path() + "/secret", "").is(200).json().path("secret").asString();
            webhooks.awaitStatus(hook, webhooks.addEvent("test.first"), "succeeded");
            Received both = receiver.received().getFirst();
            assertThat(both.header("webhook-signature").split(" ")).hasSize(2);
            assertThat(TestWebhooks.isSigned(both, hook.secret())).isTrue();
            assertThat(TestWebhooks.isSigned(both, fresh)).isTrue();
            jdbc.sql("UPDATE webhook_secrets SET valid_until = now() WHERE valid_until IS NOT NULL").update();
            webhooks.awaitStatus(hook, webhooks.addEvent("test.second"), "succeeded");
            Received one = receiver.received().getLast();
            assertThat(TestWebhooks.isSigned(one, hook.secret())).isFalse();
            assertThat(TestWebhooks.isSigned(one, fresh)).isTrue();
        }
    }

    @Test
    void retryAfterOfAReceiverIsHonoured() {
        var calls = new AtomicInteger();
        try (var receiver =
                WebhookReceiver.start((server, request, out) -> (calls.incrementAndGet() == 1 ? busy(2) : status(200)).answer(server,
                        request, out))) {
            Hook hook = webhooks.add(receiver.url(), "*");
            Instant start = Instant.now();
            JsonNode delivery = webhooks.awaitStatus(hook, webhooks.addEvent("test.happened"), "succeeded");
            assertThat(delivery.path("attempts").asInt()).isEqualTo(2);
            assertThat(Duration.between(start, Instant.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(2)); // otherwise 100 ms
        }
    }

    @Test
    void aFailedDeliveryIsRetriedWithTheSameIdAndIncreasingPauses() {
        var calls = new AtomicInteger();
        try (var receiver = WebhookReceiver.start((server, request, out) -> status(calls.incrementAndGet() < 4 ? 503 : 200).answer(server,
                request, out))) {
            Hook hook = webhooks.add(receiver.url(), "*");
            Instant start = Instant.now();
            UUID event = webhooks.addEvent("test.happened");
            JsonNode delivery = webhooks.awaitStatus(hook, event, "succeeded");
            assertThat(delivery.path("attempts").asInt()).isEqualTo(4);
            assertThat(receiver.received()).hasSize(4).allSatisfy(request -> {
                assertThat(request.header("webhook-id")).isEqualTo(event.toString());
                assertThat(request.body()).isEqualTo(receiver.received().getFirst().body());
                assertThat(TestWebhooks.isSigned(request, hook.secret())).isTrue();
            });
            assertThat(Duration.between(start, Instant.now())).as("100, 200 and 300 ms").isGreaterThan(Duration.ofMillis(600));
            assertThat(webhooks.read(hook).path("failing_since").isNull()).as("it failed, and does so no more").isTrue();
        }
    }

    @Test
    void anAdminCanStartAFailedDeliveryAgain() {
        try (var receiver = WebhookReceiver.start(status(500))) {
            Hook hook = webhooks.add(receiver.url(), "*");
            UUID event = webhooks.addEvent("test.happened");
            JsonNode failed = webhooks.awaitStatus(hook, event, "failed");
            assertThat(failed.path("attempts").asInt()).isEqualTo(4);
            assertThat(failed.path("response_status").asInt()).isEqualTo(500);
            assertThat(failed.path("error").asString()).isEqualTo("The status was 500");
            assertThat(failed.path("next_attempt_at").isNull()).isTrue();
            assertThat(webhooks.read(hook).path("failing_since").isNull()).isFalse();
            assertThat(admin.get(hook.path() + "/deliveries?status=succeeded").is(200).json().path("data").size()).isZero();
            receiver.behave(status(200));
            String path = hook.path() + "/deliveries/" + failed.path("id").asString() + "/redeliver";
            JsonNode again = admin.post(path, "").is(200).json();
            assertThat(again.path("status").asString()).isEqualTo("pending");
            assertThat(webhooks.awaitStatus(hook, event, "succeeded").path("attempts").asInt()).isEqualTo(5);
            assertThat(receiver.received().getLast().header("webhook-id")).isEqualTo(event.toString());
            admin.post(path, "").is(200);
            await().atMost(TIMEOUT).until(() -> receiver.received().size() == 6);
            admin.post(hook.path() + "/deliveries/" + UUID.randomUUID() + "/redeliver", "").isProblem(404, "not_found");
            Hook other = webhooks.add(receiver.url(), "order.*");
            admin.post(path.replace(hook.path(), other.path()), "").isProblem(404, "not_found");
        }
    }

    @Test
    void aReceiverThatAnswers410IsDisabled() {
        try (var receiver = WebhookReceiver.start(status(410))) {
            Hook hook = webhooks.add(receiver.url(), "*");
            JsonNode failed = webhooks.awaitStatus(hook, webhooks.addEvent("test.happened"), "failed");
            assertThat(failed.path("attempts").asInt()).isEqualTo(1);
            await().atMost(TIMEOUT).until(() -> !webhooks.read(hook).path("enabled").asBoolean());
            assertThat(webhooks.read(hook).path("disabled_reason").asString()).contains("410");
            admin.post(hook.path() + "/deliveries/" + failed.path("id").asString() + "/redeliver", "").isProblem(409, "webhook_disabled");
            admin.with("If-Match", "\"v1\"").patch(hook.path(), "{\"enabled\": true}").isProblem(412, "precondition_failed");
            JsonNode on = admin.with("If-Match", "\"v2\"").patch(hook.path(), "{\"enabled\": true}").is(200).json();
            assertThat(on.path("disabled_reason").isNull()).isTrue();
            assertThat(on.path("failing_since").isNull()).isTrue();
        }
    }

    /** After six seconds here, after five days by default. */
    @Test
    void aWebhookThatAlwaysFailsIsDisabledWithAReason() {
        try (var receiver = WebhookReceiver.start(status(500)); var other = WebhookReceiver.start(status(200))) {
            Hook hook = webhooks.add(receiver.url(), "*");
            Hook fine = webhooks.add(other.url(), "*");
            Instant start = Instant.now();
            await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(200)).until(() -> {
                webhooks.addEvent("test.happened");
                return !webhooks.read(hook).path("enabled").asBoolean();
            });
            assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofSeconds(6));
            assertThat(webhooks.read(hook).path("disabled_reason").asString()).contains("Every attempt since", "The status was 500");
            assertThat(webhooks.read(fine).path("enabled").asBoolean()).isTrue();
            assertThat(metrics.get("tenfold.webhook.disabled").counter().count()).isPositive();
        }
    }

    /**
     * The worker has 32 threads and uses at most 4 for one webhook. Each of these receivers would otherwise hold all of them for ever.
     */
    @Test
    void aHostileReceiverDoesNotDelayOthers() {
        try (var honest = WebhookReceiver.start(status(200)); var hanging = WebhookReceiver.start(WebhookReceiver.hang());
                var dripping = WebhookReceiver.start(WebhookReceiver.drip()); var flooding = WebhookReceiver.start(WebhookReceiver.flood());
                var redirecting = WebhookReceiver.start(WebhookReceiver.redirect(honest.url()))) {
            Hook good = webhooks.add(honest.url(), "*");
            List<Hook> bad = Stream.of(hanging, dripping, flooding, redirecting).map(it -> webhooks.add(it.url(), "*")).toList();
            List<UUID> events = IntStream.range(0, 50).mapToObj(_ -> webhooks.addEvent("test.happened")).toList();
            await().atMost(TIMEOUT).until(() -> metrics.get("tenfold.webhook.overdue").gauge().value() > 0);
            await().atMost(TIMEOUT).until(() -> honest.received().size() == events.size());
            assertThat(hanging.received().size()).as("the good did not wait for the bad").isLessThan(events.size());
            api.get("/api/v1/products").is(200);
            assertThat(honest.received().stream().map(it -> it.header("webhook-id")))
                    .containsExactlyInAnyOrderElementsOf(events.stream().map(UUID::toString).toList());
            for (Hook hook : bad) {
                await().atMost(TIMEOUT).until(() -> webhooks.deliveries(hook).stream().anyMatch(it -> !it.path("error").isNull()));
            }
            assertThat(errors(bad.get(0))).containsOnly("No complete answer came within 5000 ms");
            assertThat(errors(bad.get(1))).containsOnly("No complete answer came within 5000 ms");
            assertThat(errors(bad.get(2))).containsOnly("The answer was longer than 65536 bytes");
            assertThat(errors(bad.get(3))).containsOnly("Redirects are not followed");
            assertThat(hanging.received().size()).as("no more at once than it may have").isLessThanOrEqualTo(40);
            assertThat(metrics.get("tenfold.webhook.pending").gauge().value()).isPositive();
            assertThat(metrics.get("tenfold.webhook.attempts").tag("outcome", "succeeded").timer().count()).isPositive();
            assertThat(webhooks.deliveries(good)).allMatch(it -> it.path("status").asString().equals("succeeded"));
        }
    }

    @Test
    void aDeletedWebhookIsRemovedWithItsDeliveries() {
        try (var receiver = WebhookReceiver.start(status(500))) {
            Hook hook = webhooks.add(receiver.url(), "*");
            webhooks.addEvent("test.happened");
            await().atMost(TIMEOUT).until(() -> !webhooks.deliveries(hook).isEmpty());
            admin.with("If-Match", "*").delete(hook.path()).is(204);
            UUID id = UUID.fromString(ApiResponse.id(hook.path()));
            await().atMost(TIMEOUT)
                    .until(() -> count("webhook_deliveries WHERE webhook_id", id) == 0 && count("webhooks WHERE id", id) == 0);
            assertThat(count("webhook_secrets WHERE webhook_id", id)).isZero();
        }
    }

    @Test
    void oldDeliveriesArePurged() {
        try (var receiver = WebhookReceiver.start(status(200))) {
            Hook hook = webhooks.add(receiver.url(), "*");
            UUID old = webhooks.addEvent("test.happened");
            webhooks.awaitStatus(hook, old, "succeeded");
            jdbc.sql("UPDATE webhook_deliveries SET created_at = now() - interval '15 days' WHERE event_id = :id").param("id", old)
                    .update();
            UUID young = webhooks.addEvent("test.happened");
            webhooks.awaitStatus(hook, young, "succeeded");
            await().atMost(TIMEOUT).until(() -> webhooks.deliveries(hook).size() == 1);
            assertThat(webhooks.deliveries(hook).getFirst().path("event_id").asString()).isEqualTo(young.toString());
        }
    }

    @Test
    void deliveriesAreListedByPages() {
        try (var receiver = WebhookReceiver.start(status(200))) {
            Hook hook = webhooks.add(receiver.url(), "*");
            List<UUID> events = IntStream.range(0, 3).mapToObj(_ -> webhooks.addEvent("test.happened")).toList();
            events.forEach(event -> webhooks.awaitStatus(hook, event, "succeeded"));
            String list = hook.path() + "/deliveries?status=succeeded&limit=2";
            JsonNode first = admin.get(list + "&include=total").is(200).json();
            assertThat(first.path("total").asInt()).isEqualTo(3);
            String cursor = first.path("next_cursor").asString();
            JsonNode second = admin.get(list + "&cursor=" + cursor).is(200).json();
            List<JsonNode> both = Stream.of(first, second).flatMap(page -> page.path("data").valueStream()).toList();
            assertThat(both.stream().map(it -> it.path("id").asString())).isSortedAccordingTo(Comparator.reverseOrder());
            assertThat(both.stream().map(it -> it.path("event_id").asString()))
                    .containsExactlyInAnyOrderElementsOf(events.stream().map(UUID::toString).toList());
            admin.get(hook.path() + "/deliveries?limit=2&cursor=" + cursor).isProblem(400, "invalid_cursor");
            admin.get(hook.path() + "/deliveries?status=odd").isProblem(400, "invalid_parameter");
        }
    }

    private List<String> types(Hook hook) {
        return webhooks.deliveries(hook).stream().map(it -> it.path("event_type").asString()).toList();
    }

    private List<String> errors(Hook hook) {
        return webhooks.deliveries(hook).stream().filter(it -> !it.path("error").isNull()).map(it -> it.path("error").asString()).toList();
    }

    private int count(String where, UUID id) {
        return jdbc.sql("SELECT count(*) FROM " + where + " = :id").param("id", id).query(Integer.class).single();
    }
}
