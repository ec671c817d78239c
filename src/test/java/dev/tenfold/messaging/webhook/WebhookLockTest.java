package dev.tenfold.messaging.webhook;

import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** A webhook that an admin is changing. */
@TenfoldTest
class WebhookLockTest {

    @Autowired
    private WebhookRepository webhooks;
    @Autowired
    private Transactions transactions;
    @Autowired
    private JdbcClient jdbc;

    /** Otherwise the relay, and so the events of a shard, would wait for the admin's transaction. */
    @Test
    void theRelayCanWriteDeliveriesForALockedWebhook() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        var webhook = new Webhook(WebhookId.next(), "https://example.com/", List.of("no.such"), false, null, null, 1, now, now);
        transactions.run(() -> webhooks.add(webhook));
        transactions.run(() -> {
            assertThat(webhooks.lock(webhook.id())).isPresent();
            assertThat(Concurrently.run(1, _ -> jdbc.sql("""
                    INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, body, status, created_at, finished_at)
                    VALUES (uuidv7(), :webhook, uuidv7(), 'no.such', '{}', 'failed', now(), now())
                    """).param("webhook", webhook.id().value()).update())).containsExactly(1);
        });
        jdbc.sql("UPDATE webhooks SET deleted_at = now() WHERE id = :id").param("id", webhook.id().value()).update();
    }
}
