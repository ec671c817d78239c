package dev.tenfold.messaging.delivery;

import dev.tenfold.api.paging.Total;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlRows.nullableInstant;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Statements over all deliveries: counting what is pending, and deleting what is old. */
@Repository
class DeliveryCleanupRepository {

    private final JdbcClient jdbc;

    DeliveryCleanupRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    DeliveryBacklog backlog() {
        int pending = Total.count(jdbc, "webhook_deliveries WHERE status = 'pending'").query(Integer.class).single();
        Optional<Instant> oldest = jdbc.sql("""
                SELECT min(head.due_at)
                  FROM webhooks AS webhook
                 CROSS JOIN LATERAL (
                    SELECT due_at
                      FROM webhook_deliveries
                     WHERE webhook_id = webhook.id AND status = 'pending'
                     ORDER BY due_at
                     LIMIT 1) AS head
                 WHERE webhook.enabled
                """).query((row, number) -> Optional.ofNullable(nullableInstant(row, "min"))).single();
        return new DeliveryBacklog(pending, oldest.orElse(null));
    }

    /** Looks only at the oldest deliveries. Ids rise with time, so all deliveries after a young one are young too. */
    int purge(Instant before, int most) {
        return jdbc.sql("""
                DELETE FROM webhook_deliveries
                 WHERE id = ANY (ARRAY (
                     SELECT id
                       FROM (SELECT id, created_at FROM webhook_deliveries ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED) AS head
                      WHERE created_at < :before))
                """).param("most", most).param("before", utc(before)).update();
    }

    int purgeDeleted(int most) {
        return jdbc.sql("""
                DELETE FROM webhook_deliveries
                 WHERE id = ANY (ARRAY (
                     SELECT delivery.id
                       FROM webhooks AS webhook
                      CROSS JOIN LATERAL (
                             SELECT id
                               FROM webhook_deliveries
                              WHERE webhook_id = webhook.id
                              ORDER BY id
                              LIMIT :most
                                FOR UPDATE SKIP LOCKED) AS delivery
                      WHERE webhook.deleted_at IS NOT NULL
                      LIMIT :most))
                """).param("most", most).update();
    }

    /** Deletes webhooks that are marked as deleted and have no deliveries left. */
    void removeDeleted() {
        jdbc.sql("""
                DELETE FROM webhooks
                 WHERE deleted_at IS NOT NULL AND NOT EXISTS (SELECT FROM webhook_deliveries WHERE webhook_id = webhooks.id)
                """).update();
    }
}
