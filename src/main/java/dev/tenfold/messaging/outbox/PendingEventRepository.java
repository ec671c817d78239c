package dev.tenfold.messaging.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;

import static dev.tenfold.platform.jdbc.SqlRows.instant;
import static dev.tenfold.platform.jdbc.SqlRows.nullableInstant;
import static dev.tenfold.platform.jdbc.SqlValues.array;

/** The events that are not yet published, by shard. The expression for the shard must be exactly that of the index. */
final class PendingEventRepository {

    static final int SHARDS = 16;

    private final JdbcClient jdbc;

    PendingEventRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Events of some shards, the oldest first in each shard.
     * @param fencingToken the database's time in microseconds: greater than the token of every relay that held one of these shards before
     */
    record PendingBatch(long fencingToken, List<PendingEvent> events) {}

    /**
     * Claims shards that have pending events and that no other relay holds, until the transaction ends.
     * @param first the shard to begin with: it must change, otherwise the last shards would never be reached under load
     * @param most how many at once: the others are left for other relays
     */
    List<Integer> claim(int first, int most) {
        return jdbc.sql("""
                SELECT number
                  FROM relay_shards
                 WHERE (SELECT position
                          FROM outbox
                         WHERE told_at IS NULL AND (get_byte(uuid_send(aggregate_id), 15) & 15) = relay_shards.number
                         ORDER BY position
                         LIMIT 1) IS NOT NULL
                 ORDER BY (number + :first) % :shards
                 LIMIT :most
                   FOR UPDATE SKIP LOCKED
                """).param("first", first).param("shards", SHARDS).param("most", most)
                .query((row, number) -> row.getInt("number")).list();
    }

    /**
     * The pending events of the shards that {@link #claim} holds. A separate statement, so that it sees what the previous holders marked
     * as published.
     */
    PendingBatch read(List<Integer> shards, int mostOfEach) {
        long fencingToken = jdbc.sql("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint").query(Long.class).single();
        return new PendingBatch(fencingToken, jdbc.sql("""
                SELECT event.*
                  FROM unnest(:shards) AS shard (number)
                 CROSS JOIN LATERAL (
                    SELECT position, id, type, aggregate_id, data, occurred_at, traceparent
                      FROM outbox
                     WHERE told_at IS NULL AND (get_byte(uuid_send(aggregate_id), 15) & 15) = shard.number
                     ORDER BY position
                     LIMIT :most) AS event
                 ORDER BY shard.number, event.position
                """).param("shards", array("int4", shards, UnaryOperator.identity())).param("most", mostOfEach)
                .query(PendingEventRepository::event).list());
    }

    /** The pending events of a shard after a position. */
    List<PendingEvent> after(int shard, long position, int most) {
        return jdbc.sql("""
                SELECT position, id, type, aggregate_id, data, occurred_at, traceparent
                  FROM outbox
                 WHERE told_at IS NULL AND (get_byte(uuid_send(aggregate_id), 15) & 15) = :shard AND position > :position
                 ORDER BY position
                 LIMIT :most
                """).param("shard", shard).param("position", position).param("most", most).query(PendingEventRepository::event).list();
    }

    void markPublished(List<PendingEvent> published) {
        jdbc.sql("UPDATE outbox SET told_at = clock_timestamp() WHERE position = ANY (:positions)")
                .param("positions", array("int8", published.stream().map(PendingEvent::position).toList(), UnaryOperator.identity()))
                .update();
    }

    /** When the oldest pending event happened. */
    Optional<Instant> oldest() {
        return jdbc.sql("""
                SELECT min(head.occurred_at)
                  FROM relay_shards
                 CROSS JOIN LATERAL (
                    SELECT occurred_at
                      FROM outbox
                     WHERE told_at IS NULL AND (get_byte(uuid_send(aggregate_id), 15) & 15) = relay_shards.number
                     ORDER BY position
                     LIMIT 1) AS head
                """).query((row, number) -> Optional.ofNullable(nullableInstant(row, "min"))).single();
    }

    private static PendingEvent event(ResultSet row, int number) throws SQLException {
        return new PendingEvent(row.getLong("position"), row.getObject("id", UUID.class), row.getString("type"),
                row.getObject("aggregate_id", UUID.class), row.getString("data"),
                instant(row, "occurred_at"), row.getString("traceparent"));
    }
}
