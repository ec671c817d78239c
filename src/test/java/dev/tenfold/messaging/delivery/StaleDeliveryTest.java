package dev.tenfold.messaging.delivery;

import dev.tenfold.messaging.outbound.OutboundResponse;
import dev.tenfold.messaging.webhook.WebhookId;
import dev.tenfold.platform.id.Uuids;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** Results that come too late. No worker runs here: the test makes the attempts. */
@TenfoldTest(properties = "tenfold.roles=api")
@DirtiesContext
class StaleDeliveryTest {

    private static final Services OWN = SeparateDatabase.create();
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final OutboundResponse FAILURE = OutboundResponse.failed(500, Duration.ZERO, "The status was 500");

    @Autowired
    private AttemptRepository attempts;
    @Autowired
    private DeliveryRepository deliveries;
    @Autowired
    private JdbcClient jdbc;

    private WebhookId webhook = new WebhookId(Uuids.next());

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
    }

    @BeforeEach
    void aWebhookWithADelivery() {
        jdbc.sql("UPDATE webhooks SET enabled = false").update();
        webhook = new WebhookId(Uuids.next());
        jdbc.sql("""
                INSERT INTO webhooks (id, url, events, enabled, created_at, updated_at)
                VALUES (:id, 'https://example.com/', ARRAY['*'], true, now(), now())
                """).param("id", webhook.value()).update();
        jdbc.sql("""
                INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, body, status, due_at, created_at)
                VALUES (uuidv7(), :webhook, uuidv7(), 'test.happened', '{}', 'pending', now(), now())
                """).param("webhook", webhook.value()).update();
    }

    @Test
    void aResultIsNotWrittenAfterTheDeliveryWasStartedAgain() {
        DeliveryAttempt running = claim();
        assertThat(deliveries.again(webhook, running.id())).isPresent();
        assertThat(attempts.failed(running, FAILURE, null)).isFalse();
        assertThat(status()).isEqualTo("pending");
        assertThat(failingSince()).as("the webhook's failures are not counted either").isNull();
        DeliveryAttempt next = claim();
        assertThat(next.number()).isEqualTo(running.number() + 1);
        assertThat(attempts.failed(running, FAILURE, null)).isFalse();
        assertThat(attempts.failed(next, FAILURE, Duration.ofHours(1))).isTrue();
        assertThat(failingSince()).isNotNull();
    }

    @Test
    void aLateSuccessDoesNotEndTheFailuresOfAWebhook() {
        DeliveryAttempt late = claim();
        jdbc.sql("UPDATE webhook_deliveries SET due_at = now() WHERE webhook_id = :webhook").param("webhook", webhook.value()).update();
        DeliveryAttempt next = claim();
        assertThat(attempts.failed(next, FAILURE, null)).isTrue();
        assertThat(attempts.succeeded(late, FAILURE)).isFalse();
        assertThat(status()).isEqualTo("failed");
        assertThat(failingSince()).isNotNull();
    }

    private DeliveryAttempt claim() {
        List<DeliveryAttempt> claimed = attempts.claim(Map.of(), 4, 32, LEASE);
        assertThat(claimed).hasSize(1);
        return claimed.getFirst();
    }

    private String status() {
        return jdbc.sql("SELECT status FROM webhook_deliveries WHERE webhook_id = :webhook").param("webhook", webhook.value())
                .query(String.class).single();
    }

    private String failingSince() {
        return jdbc.sql("SELECT failing_since::text FROM webhooks WHERE id = :webhook").param("webhook", webhook.value())
                .query((row, number) -> row.getString(1)).list().getFirst();
    }
}
