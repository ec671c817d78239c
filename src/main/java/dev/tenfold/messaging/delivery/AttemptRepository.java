package dev.tenfold.messaging.delivery;

import dev.tenfold.messaging.outbound.OutboundResponse;
import dev.tenfold.messaging.webhook.WebhookId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlRows.instant;
import static dev.tenfold.platform.jdbc.SqlValues.array;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Claims deliveries, and writes the result of their attempts. */
@Repository
class AttemptRepository {

    /** The result of an attempt, unless another has begun since or the delivery was started again: both change {@code due_at}. */
    private static final String ENDED = """
            WITH ended AS (
                UPDATE webhook_deliveries
                   SET %s,
                       attempted_at = statement_timestamp(), response_status = :answered, duration_ms = :took, error = :error
                 WHERE id = :id AND attempts = :number AND due_at = :leasedUntil AND status = 'pending'
                RETURNING webhook_id),
            webhook AS (
                UPDATE webhooks SET %s FROM ended WHERE id = webhook_id AND %s)
            SELECT count(*) FROM ended
            """;
    private static final String SUCCEEDED = ENDED.formatted("status = 'succeeded', due_at = NULL, finished_at = statement_timestamp()",
            "failing_since = NULL", "failing_since IS NOT NULL");
    private static final String RETRIED =
            ENDED.formatted("step = step + 1, due_at = statement_timestamp() + :pause * interval '1 millisecond'",
                    "failing_since = statement_timestamp()", "failing_since IS NULL");
    private static final String FAILED =
            ENDED.formatted("status = 'failed', step = step + 1, due_at = NULL, finished_at = statement_timestamp()",
                    "failing_since = statement_timestamp()", "failing_since IS NULL");

    private final JdbcClient jdbc;

    AttemptRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Claims deliveries that are due, the longest due first for each webhook. A claim is a lease: if no result is written before it ends,
     * the delivery is due again. The lease and what is due are by the database's clock: those of the workers may differ.
     * @param busy how many deliveries of each webhook this worker is sending
     * @param each how many deliveries of one webhook it may send at once
     * @param most how many to claim
     */
    List<DeliveryAttempt> claim(Map<WebhookId, Integer> busy, int each, int most, Duration lease) {
        List<Map.Entry<WebhookId, Integer>> counts = List.copyOf(busy.entrySet());
        return jdbc.sql("""
                UPDATE webhook_deliveries AS delivery
                   SET attempts = attempts + 1, due_at = statement_timestamp() + :lease * interval '1 millisecond'
                  FROM webhooks AS webhook
                 WHERE webhook.id = delivery.webhook_id
                   AND delivery.id = ANY (ARRAY (
                       SELECT due.id
                         FROM (SELECT id FROM webhooks WHERE enabled ORDER BY random()) AS waiting
                         LEFT JOIN unnest(:webhooks, :counts) AS busy (id, count) ON busy.id = waiting.id
                        CROSS JOIN LATERAL (
                               SELECT id
                                 FROM webhook_deliveries
                                WHERE webhook_id = waiting.id AND status = 'pending' AND due_at <= statement_timestamp()
                                ORDER BY due_at
                                LIMIT greatest(0, :each - coalesce(busy.count, 0))
                                  FOR UPDATE SKIP LOCKED) AS due
                        LIMIT :most))
                RETURNING delivery.id, delivery.webhook_id, delivery.event_id, delivery.event_type, delivery.body, delivery.traceparent,
                          delivery.attempts, delivery.step, delivery.due_at, webhook.url,
                          ARRAY (SELECT secret
                                   FROM webhook_secrets
                                  WHERE webhook_id = webhook.id AND (valid_until IS NULL OR valid_until > statement_timestamp())
                                  ORDER BY number DESC) AS secrets
                """).param("lease", lease.toMillis()).param("webhooks", array("uuid", counts, entry -> entry.getKey().value()))
                .param("counts", array("int4", counts, Map.Entry::getValue)).param("each", each).param("most", most)
                .query(AttemptRepository::attempt).list();
    }

    /** Returns false, and changes nothing, if this is no longer the current attempt. */
    boolean succeeded(DeliveryAttempt attempt, OutboundResponse response) {
        return ended(SUCCEEDED, attempt, response, null);
    }

    /**
     * Returns false, and changes nothing, if this is no longer the current attempt.
     * @param pause the time until the next attempt, or null if this was the last one
     */
    boolean failed(DeliveryAttempt attempt, OutboundResponse response, @Nullable Duration pause) {
        return ended(pause == null ? FAILED : RETRIED, attempt, response, pause);
    }

    private boolean ended(String sql, DeliveryAttempt attempt, OutboundResponse response, @Nullable Duration pause) {
        return jdbc.sql(sql).param("answered", response.status()).param("took", Math.toIntExact(response.took().toMillis()))
                .param("error", response.error()).param("id", attempt.id().value()).param("number", attempt.number())
                .param("leasedUntil", utc(attempt.leasedUntil())).param("pause", pause == null ? null : pause.toMillis())
                .query(Long.class).single() == 1;
    }

    /** Disables a webhook whose attempts have all failed for this long. Returns whether it did. */
    boolean disable(WebhookId webhook, String reason, Duration failingFor) {
        return jdbc.sql("""
                UPDATE webhooks
                   SET enabled = false, disabled_reason = :reason, version = version + 1, updated_at = statement_timestamp()
                 WHERE id = :webhook AND enabled AND failing_since <= statement_timestamp() - :failingFor * interval '1 millisecond'
                """).param("reason", reason).param("webhook", webhook.value()).param("failingFor", failingFor.toMillis()).update() == 1;
    }

    private static DeliveryAttempt attempt(ResultSet row, int number) throws SQLException {
        return new DeliveryAttempt(new DeliveryId(row.getObject("id", UUID.class)), new WebhookId(row.getObject("webhook_id", UUID.class)),
                row.getObject("event_id", UUID.class), row.getString("event_type"), row.getString("url"), row.getString("body"),
                row.getString("traceparent"), List.of((byte[][]) row.getArray("secrets").getArray()), row.getInt("attempts"),
                instant(row, "due_at"), row.getInt("step"));
    }
}
