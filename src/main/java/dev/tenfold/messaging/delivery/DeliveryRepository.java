package dev.tenfold.messaging.delivery;

import dev.tenfold.api.paging.Total;
import dev.tenfold.messaging.webhook.WebhookId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlRows.instant;
import static dev.tenfold.platform.jdbc.SqlRows.nullableInstant;

/** Deliveries and their status. */
@Repository
class DeliveryRepository {

    private static final String COLUMNS =
            """
            id, event_id, event_type, status, attempts, due_at, attempted_at, response_status, duration_ms, error, created_at, finished_at""";

    private final JdbcClient jdbc;

    DeliveryRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A webhook's deliveries before an id, the newest first; of one status, or of all if null. */
    List<Delivery> list(WebhookId webhook, @Nullable DeliveryStatus status, @Nullable UUID before, int rows) {
        return jdbc.sql("""
                SELECT %s
                  FROM webhook_deliveries
                 WHERE webhook_id = :webhook%s%s
                 ORDER BY id DESC
                 LIMIT :rows
                """.formatted(COLUMNS, condition(status), before == null ? "" : " AND id < :before")).param("webhook", webhook.value())
                .param("status", status == null ? null : status.value()).param("before", before).param("rows", rows)
                .query(DeliveryRepository::delivery).list();
    }

    /** How many such deliveries there are, counted up to {@link Total#MOST}. */
    int count(WebhookId webhook, @Nullable DeliveryStatus status) {
        return Total.count(jdbc, "webhook_deliveries WHERE webhook_id = :webhook" + condition(status)).param("webhook", webhook.value())
                .param("status", status == null ? null : status.value()).query(Integer.class).single();
    }

    private static String condition(@Nullable DeliveryStatus status) {
        return status == null ? "" : " AND status = :status";
    }

    /**
     * Makes a delivery due now, with all its attempts again. If an attempt is running at this moment, two run at once, and only the
     * result of the new one counts.
     */
    Optional<Delivery> again(WebhookId webhook, DeliveryId id) {
        return jdbc.sql("""
                UPDATE webhook_deliveries
                   SET status = 'pending', step = 0, due_at = statement_timestamp(), finished_at = NULL
                 WHERE id = :id AND webhook_id = :webhook
                RETURNING %s
                """.formatted(COLUMNS)).param("id", id.value()).param("webhook", webhook.value())
                .query(DeliveryRepository::delivery).optional();
    }

    private static Delivery delivery(ResultSet row, int number) throws SQLException {
        return new Delivery(new DeliveryId(row.getObject("id", UUID.class)), row.getObject("event_id", UUID.class),
                row.getString("event_type"), DeliveryStatus.of(row.getString("status")), row.getInt("attempts"),
                nullableInstant(row, "due_at"),
                nullableInstant(row, "attempted_at"), row.getObject("response_status", Integer.class),
                row.getObject("duration_ms", Integer.class),
                row.getString("error"), instant(row, "created_at"), nullableInstant(row, "finished_at"));
    }
}
