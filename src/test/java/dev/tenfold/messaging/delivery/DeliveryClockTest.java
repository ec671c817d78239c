package dev.tenfold.messaging.delivery;

import dev.tenfold.messaging.delivery.TestWebhooks.Hook;
import dev.tenfold.messaging.outbound.WebhookReceiver;
import dev.tenfold.messaging.outbox.Outbox;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.testing.services.FastClock;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static dev.tenfold.messaging.outbound.WebhookReceiver.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A worker whose clock is ahead of the others'. */
@TenfoldTest(properties = {"tenfold.outbound.allowed=127.0.0.0/8", "tenfold.outbound.plain-http=true"})
@Import(FastClock.class)
@DirtiesContext
class DeliveryClockTest {

    private static final Services OWN = SeparateDatabase.create();

    private final TestWebhooks webhooks;
    private final JdbcClient jdbc;

    DeliveryClockTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired Outbox outbox,
            @Autowired Transactions transactions) {
        this.webhooks = new TestWebhooks(port, jdbc, outbox, transactions);
        this.jdbc = jdbc;
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
    }

    @BeforeEach
    void onlyTheWebhookOfThisTest() {
        jdbc.sql("UPDATE webhooks SET enabled = false").update();
    }

    @Test
    void itSendsNothingThatAnotherWorkerIsSending() {
        try (var receiver = WebhookReceiver.start(status(200))) {
            Hook hook = webhooks.add(receiver.url(), "*");
            UUID sentByAnother = jdbc.sql("""
                    INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, body, status, attempts, due_at, created_at)
                    SELECT uuidv7(), id, uuidv7(), 'test.happened', '{}', 'pending', 1, now() + interval '10 minutes', now() FROM webhooks WHERE enabled
                    RETURNING event_id
                    """).query(UUID.class).single();
            for (int round = 0; round < 3; round++) {
                webhooks.awaitStatus(hook, webhooks.addEvent("test.happened"), "succeeded");
            }
            assertThat(receiver.received()).extracting(request -> request.header("webhook-id")).hasSize(3)
                    .doesNotContain(sentByAnother.toString());
        }
    }

    @Test
    void itsLeaseAndItsRetriesAreOfTheDatabasesTime() {
        try (var receiver = WebhookReceiver.start(WebhookReceiver.hang())) {
            Hook hook = webhooks.add(receiver.url(), "*");
            UUID hanging = webhooks.addEvent("test.hangs");
            await().until(() -> !receiver.received().isEmpty());
            assertThat(isDueWithin(hanging, WebhookDispatcher.LEASE.toSeconds())).isTrue();
            receiver.behave(status(500));
            UUID failing = webhooks.addEvent("test.fails");
            await().until(() -> webhooks.deliveries(hook).stream().anyMatch(
                    it -> it.path("event_id").asString().equals(failing.toString()) && it.path("response_status").asInt() == 500));
            assertThat(isDueWithin(failing, 6)).as("after 5 s and a tenth").isTrue();
        }
    }

    private boolean isDueWithin(UUID event, long seconds) {
        return jdbc
                .sql("SELECT due_at <= clock_timestamp() + :seconds * interval '1 second' FROM webhook_deliveries WHERE event_id = :event")
                .param("seconds", seconds).param("event", event).query(Boolean.class).single();
    }
}
