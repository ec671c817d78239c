package dev.tenfold.messaging.webhook;

import dev.tenfold.api.paging.Total;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlRows.instant;
import static dev.tenfold.platform.jdbc.SqlRows.nullableInstant;
import static dev.tenfold.platform.jdbc.SqlValues.array;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** The webhooks that are not deleted. */
@Repository
class WebhookRepository {

    private static final String COLUMNS = "id, url, events, enabled, disabled_reason, failing_since, version, created_at, updated_at";

    private final JdbcClient jdbc;

    WebhookRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Lets only one transaction at a time add webhooks, so that they can be counted. */
    void lockForAdding() {
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtext('tenfold webhooks'))").query((row, number) -> true).single();
    }

    void add(Webhook webhook) {
        jdbc.sql("""
                INSERT INTO webhooks (id, url, events, enabled, created_at, updated_at)
                VALUES (:id, :url, :events, :enabled, :now, :now)
                """).param("id", webhook.id().value()).param("url", webhook.url())
                .param("events", array("text", webhook.events(), UnaryOperator.identity())).param("enabled", webhook.enabled())
                .param("now", utc(webhook.createdAt())).update();
    }

    Optional<Webhook> find(WebhookId id) {
        return jdbc.sql("SELECT %s FROM webhooks WHERE id = :id AND deleted_at IS NULL".formatted(COLUMNS)).param("id", id.value())
                .query(WebhookRepository::webhook).optional();
    }

    /** The webhook, locked until the transaction ends. The relay can still refer to it in new deliveries. */
    Optional<Webhook> lock(WebhookId id) {
        return jdbc.sql("SELECT %s FROM webhooks WHERE id = :id AND deleted_at IS NULL FOR NO KEY UPDATE".formatted(COLUMNS))
                .param("id", id.value()).query(WebhookRepository::webhook).optional();
    }

    /** Webhooks before an id, the newest first. */
    List<Webhook> list(@Nullable UUID before, int rows) {
        return jdbc.sql("""
                SELECT %s
                  FROM webhooks
                 WHERE deleted_at IS NULL%s
                 ORDER BY id DESC
                 LIMIT :rows
                """.formatted(COLUMNS, before == null ? "" : " AND id < :before")).param("before", before).param("rows", rows)
                .query(WebhookRepository::webhook).list();
    }

    int count() {
        return Total.count(jdbc, "webhooks WHERE deleted_at IS NULL").query(Integer.class).single();
    }

    /** Updates a webhook, and resets its failures. */
    Webhook update(WebhookId id, WebhookSettings settings, Instant now) {
        return jdbc.sql("""
                UPDATE webhooks
                   SET url = :url, events = :events, enabled = :enabled, failing_since = NULL,
                       disabled_reason = CASE WHEN :enabled THEN NULL ELSE disabled_reason END, version = version + 1, updated_at = :now
                 WHERE id = :id
                RETURNING %s
                """.formatted(COLUMNS)).param("url", settings.url())
                .param("events", array("text", settings.events(), UnaryOperator.identity())).param("enabled", settings.enabled())
                .param("now", utc(now)).param("id", id.value()).query(WebhookRepository::webhook).single();
    }

    void delete(WebhookId id, Instant now) {
        jdbc.sql("UPDATE webhooks SET enabled = false, deleted_at = :now WHERE id = :id").param("now", utc(now)).param("id", id.value())
                .update();
    }

    private static Webhook webhook(ResultSet row, int number) throws SQLException {
        return new Webhook(new WebhookId(row.getObject("id", UUID.class)), row.getString("url"),
                List.of((String[]) row.getArray("events").getArray()), row.getBoolean("enabled"), row.getString("disabled_reason"),
                nullableInstant(row, "failing_since"), row.getLong("version"), instant(row, "created_at"),
                instant(row, "updated_at"));
    }
}
