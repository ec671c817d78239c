package dev.tenfold.relay;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import static dev.tenfold.sql.SqlValues.array;

/** What is left to tell, by shards. The expression of the shard is that of the index, word by word. */
final class UntoldRepository {

    static final int SHARDS = 16;

    private final JdbcClient jdbc;

    UntoldRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Events of one shard, the oldest first.
     *
     * @param turn the database's time in microseconds: greater than that of whoever held the shard before
     */
    record Batch(long turn, List<UntoldEvent> events) {}

    /**
     * A shard that has something to tell and that nobody else tells, held until the transaction ends.
     *
     * @param first where to begin to look: whoever always began at the same shard would forget the others under load
     */
    Optional<Integer> claim(int first) {
        return jdbc.sql("""
                SELECT number
                  FROM relay_shards
                 WHERE (SELECT position
                          FROM outbox
                         WHERE told_at IS NULL AND (get_byte(uuid_send(aggregate_id), 15) & 15) = relay_shards.number
                         ORDER BY position
                         LIMIT 1) IS NOT NULL
                 ORDER BY (number + :first) % :shards
                 LIMIT 1
                   FOR UPDATE SKIP LOCKED
                """).param("first", first).param("shards", SHARDS).query(Integer.class).optional();
    }

    /** What the shard, which {@link #claim} holds, has to tell. A statement of its own: it sees what those who held it before crossed out. */
    Batch read(int shard, int most) {
        long turn = jdbc.sql("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint").query(Long.class).single();
        return new Batch(turn, after(shard, 0, most));
    }

    /** What the shard has to tell after a position. */
    List<UntoldEvent> after(int shard, long position, int most) {
        return jdbc.sql("""
                SELECT position, id, type, aggregate_id, data, occurred_at, traceparent
                  FROM outbox
                 WHERE told_at IS NULL AND (get_byte(uuid_send(aggregate_id), 15) & 15) = :shard AND position > :position
                 ORDER BY position
                 LIMIT :most
                """).param("shard", shard).param("position", position).param("most", most).query(UntoldRepository::event).list();
    }

    void crossOut(List<UntoldEvent> told) {
        jdbc.sql("UPDATE outbox SET told_at = clock_timestamp() WHERE position = ANY (:positions)")
                .param("positions", array("int8", told.stream().map(UntoldEvent::position).toList(), UnaryOperator.identity())).update();
    }

    /** When the oldest event happened that is still to be told. */
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
                """).query((row, number) -> Optional.ofNullable(instant(row, "min"))).single();
    }

    private static UntoldEvent event(ResultSet row, int number) throws SQLException {
        return new UntoldEvent(row.getLong("position"), row.getObject("id", UUID.class), row.getString("type"),
                row.getObject("aggregate_id", UUID.class), row.getString("data"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(), row.getString("traceparent"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
