package dev.tenfold.messaging.delivery;

import dev.tenfold.messaging.outbound.OutboundResponse;
import dev.tenfold.messaging.webhook.WebhookId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlValues.array;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Claims deliveries, and writes the result of their attempts. */
@Repository
class AttemptRepository {

    /** Writes the result of an attempt, unless a later attempt has begun. */
    private static final String ENDED = """
            attempted_at = :now, response_status = :answered, duration_ms = :took, error = :error
             WHERE id = :id AND attempts = :number AND status = 'pending'
            """;

    private final JdbcClient jdbc;

    AttemptRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Claims deliveries that are due, the longest due first for each webhook. A claim is a lease: if no result is written before it ends,
     * the delivery is due again.
     * @param busy how many deliveries of each webhook this worker is sending
     * @param each how many deliveries of one webhook it may send at once
     * @param most how many to claim
     */
    List<DeliveryAttempt> claim(Map<WebhookId, Integer> busy, int each, int most, Instant now, Duration lease) {
        List<Map.Entry<WebhookId, Integer>> counts = List.copyOf(busy.entrySet());
        return jdbc.sql("""
                UPDATE webhook_deliveries AS delivery
                   SET attempts = attempts + 1, due_at = :lost
                  FROM webhooks AS webhook
                 WHERE webhook.id = delivery.webhook_id
                   AND delivery.id = ANY (ARRAY (
                       SELECT due.id
                         FROM (SELECT id FROM webhooks WHERE enabled ORDER BY random()) AS waiting
                         LEFT JOIN unnest(:webhooks, :counts) AS busy (id, count) ON busy.id = waiting.id
                        CROSS JOIN LATERAL (
                               SELECT id
                                 FROM webhook_deliveries
                                WHERE webhook_id = waiting.id AND status = 'pending' AND due_at <= :now
                                ORDER BY due_at
                                LIMIT greatest(0, :each - coalesce(busy.count, 0))
                                  FOR UPDATE SKIP LOCKED) AS due
                        LIMIT :most))
                RETURNING delivery.id, delivery.webhook_id, delivery.event_id, delivery.event_type, delivery.body, delivery.traceparent,
                          delivery.attempts, delivery.step, webhook.url,
                          ARRAY (SELECT secret
                                   FROM webhook_secrets
                                  WHERE webhook_id = webhook.id AND (valid_until IS NULL OR valid_until > :now)
                                  ORDER BY number DESC) AS secrets
                """).param("lost", utc(now.plus(lease))).param("webhooks", array("uuid", counts, entry -> entry.getKey().value()))
                .param("counts", array("int4", counts, Map.Entry::getValue)).param("each", each).param("most", most)
                .param("now", utc(now)).query(AttemptRepository::attempt).list();
    }

    void succeeded(DeliveryAttempt attempt, OutboundResponse response, Instant now) {
        ended("""
                WITH webhook AS (UPDATE webhooks SET failing_since = NULL WHERE id = :webhook AND failing_since IS NOT NULL)
                UPDATE webhook_deliveries
                   SET status = 'succeeded', due_at = NULL, finished_at = :now,
                """, attempt, response, now).update();
    }

    /** @param due when to try again, or null if this was the last attempt */
    void failed(DeliveryAttempt attempt, OutboundResponse response, @Nullable Instant due, Instant now) {
        ended("""
                WITH webhook AS (UPDATE webhooks SET failing_since = :now WHERE id = :webhook AND failing_since IS NULL)
                UPDATE webhook_deliveries
                   SET status = :status, step = step + 1, due_at = :due, finished_at = :finished,
                """, attempt, response, now).param("status", (due == null ? DeliveryStatus.FAILED : DeliveryStatus.PENDING).value())
                .param("due", due == null ? null : utc(due)).param("finished", due == null ? utc(now) : null).update();
    }

    private JdbcClient.StatementSpec ended(String change, DeliveryAttempt attempt, OutboundResponse response, Instant now) {
        return jdbc.sql(change + ENDED).param("now", utc(now)).param("answered", response.status())
                .param("took", Math.toIntExact(response.took().toMillis())).param("error", response.error())
                .param("id", attempt.id().value())
                .param("number", attempt.number()).param("webhook", attempt.webhook().value());
    }

    /** Disables a webhook whose attempts have all failed since this moment or longer. Returns whether it did. */
    boolean switchOff(WebhookId webhook, String reason, Instant failingSince, Instant now) {
        return jdbc.sql("""
                UPDATE webhooks
                   SET enabled = false, disabled_reason = :reason, version = version + 1, updated_at = :now
                 WHERE id = :webhook AND enabled AND failing_since <= :since
                """).param("reason", reason).param("now", utc(now)).param("webhook", webhook.value()).param("since", utc(failingSince))
                .update() == 1;
    }

    private static DeliveryAttempt attempt(ResultSet row, int number) throws SQLException {
        return new DeliveryAttempt(new DeliveryId(row.getObject("id", UUID.class)), new WebhookId(row.getObject("webhook_id", UUID.class)),
                row.getObject("event_id", UUID.class), row.getString("event_type"), row.getString("url"), row.getString("body"),
                row.getString("traceparent"), List.of((byte[][]) row.getArray("secrets").getArray()), row.getInt("attempts"),
                row.getInt("step"));
    }
}
