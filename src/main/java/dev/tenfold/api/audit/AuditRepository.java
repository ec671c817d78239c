package dev.tenfold.api.audit;

import dev.tenfold.api.paging.Total;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlRows.instant;
import static dev.tenfold.platform.jdbc.SqlValues.array;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Audit events in PostgreSQL. */
@Repository
class AuditRepository {

    private final JdbcClient jdbc;

    AuditRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds events by one statement. */
    void add(List<AuditEvent> events) {
        jdbc.sql("""
                INSERT INTO audit_events (id, kind, outcome, user_id, subject_id, detail, address, request_id, count, created_at)
                SELECT id, kind, outcome, user_id, subject_id, detail, address, request_id, count, created_at
                  FROM unnest(:ids, :kinds, :outcomes, :users, :subjects, :details, :addresses, :requests, :counts, :times)
                       AS event (id, kind, outcome, user_id, subject_id, detail, address, request_id, count, created_at)
                """).param("ids", array("uuid", events, AuditEvent::id))
                .param("kinds", array("text", events, event -> event.kind().value()))
                .param("outcomes", array("text", events, event -> event.outcome().value()))
                .param("users", array("uuid", events, AuditEvent::user)).param("subjects", array("uuid", events, AuditEvent::subject))
                .param("details", array("text", events, AuditEvent::detail)).param("addresses", array("text", events, AuditEvent::address))
                .param("requests", array("text", events, AuditEvent::requestId)).param("counts", array("int4", events, AuditEvent::count))
                .param("times", array("timestamptz", events, event -> utc(event.createdAt()))).update();
    }

    /** Events before an id, the newest first. */
    List<AuditEvent> list(AuditFilter filter, @Nullable UUID before, int rows) {
        return jdbc.sql("""
                SELECT id, kind, outcome, user_id, subject_id, detail, address, request_id, count, created_at
                  FROM audit_events
                 WHERE true%s%s
                 ORDER BY id DESC
                 LIMIT :rows
                """.formatted(condition(filter), before == null ? "" : " AND id < :before")).params(filter.parameters())
                .param("before", before).param("rows", rows).query(AuditRepository::event).list();
    }

    /** How many such events there are, counted up to {@link Total#MOST}. */
    int count(AuditFilter filter) {
        return Total.count(jdbc, "audit_events WHERE true" + condition(filter)).params(filter.parameters()).query(Integer.class).single();
    }

    /** Deletes at most this many events with a smaller id. Returns how many were deleted. */
    int purge(UUID before, int most) {
        return jdbc.sql("""
                DELETE FROM audit_events
                 WHERE id = ANY (ARRAY (SELECT id FROM audit_events WHERE id < :before ORDER BY id LIMIT :most))
                """).param("before", before).param("most", most).update();
    }

    private static String condition(AuditFilter filter) {
        return (filter.user() == null ? "" : " AND user_id = :user") + (filter.subject() == null ? "" : " AND subject_id = :subject")
                + (filter.kind() == null ? "" : " AND kind = :kind");
    }

    private static AuditEvent event(ResultSet row, int number) throws SQLException {
        return new AuditEvent(row.getObject("id", UUID.class), AuditKind.of(row.getString("kind")),
                AuditOutcome.of(row.getString("outcome")), row.getObject("user_id", UUID.class), row.getObject("subject_id", UUID.class),
                row.getString("detail"), row.getString("address"), row.getString("request_id"), row.getInt("count"),
                instant(row, "created_at"));
    }
}
