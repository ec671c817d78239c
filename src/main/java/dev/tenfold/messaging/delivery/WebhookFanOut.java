package dev.tenfold.messaging.delivery;

import dev.tenfold.messaging.outbox.OutboxListener;
import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import static dev.tenfold.platform.jdbc.SqlValues.array;

/**
 * Writes a delivery for each event and each webhook that subscribes to it, in the transaction in which the relay marks the event as
 * published.
 */
@Component
@OnRole(ProcessRole.WORKER)
class WebhookFanOut implements OutboxListener {

    @Override
    public void onEvents(JdbcClient relay, List<PublishedEvent> events) {
        if (!hasWebhooks(relay)) {
            return;
        }
        relay.sql("""
                INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, body, status, due_at, created_at, traceparent)
                SELECT uuidv7(), webhook.id, event.id, event.type, event.body, 'pending', statement_timestamp(), statement_timestamp(), event.traceparent
                  FROM unnest(:ids, :types, :bodies, :traces) WITH ORDINALITY AS event (id, type, body, traceparent, number)
                  JOIN webhooks AS webhook
                    ON webhook.enabled
                   AND EXISTS (SELECT
                                 FROM unnest(webhook.events) AS wanted
                                WHERE wanted = event.type OR (right(wanted, 1) = '*' AND starts_with(event.type, left(wanted, -1))))
                 ORDER BY event.number
                ON CONFLICT (webhook_id, event_id) DO NOTHING
                """).param("ids", array("uuid", events, PublishedEvent::id)).param("types", array("text", events, PublishedEvent::type))
                .param("bodies", array("text", events, PublishedEvent::body))
                .param("traces", array("text", events, PublishedEvent::traceparent)).update();
    }

    /** Without a webhook, the event bodies would be sent to the database for nothing. */
    private static boolean hasWebhooks(JdbcClient relay) {
        return relay.sql("SELECT EXISTS (SELECT FROM webhooks WHERE enabled)").query(Boolean.class).single();
    }
}
