package dev.tenfold.messaging.outbox;

import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.services.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writes events of several aggregates from many threads. Each aggregate counts its events, and each event contains the count, so a reader
 * can find missing events and events in the wrong order.
 */
final class EventWriters {

    private static final int THINGS = 100;
    private static final int WRITERS = 8;

    private final Postgres postgres;
    private final JdbcClient jdbc;
    private final AtomicInteger written = new AtomicInteger();

    EventWriters(Postgres postgres) {
        this.postgres = postgres;
        this.jdbc = postgres.client();
        jdbc.sql("CREATE TABLE things (id uuid PRIMARY KEY, happened bigint NOT NULL)").update();
        jdbc.sql("INSERT INTO things SELECT uuidv7(), 0 FROM generate_series(1, :things)").param("things", THINGS).update();
    }

    int written() {
        return written.get();
    }

    /** Writes this many events or a few more, one per transaction. Some transactions roll back or commit late. */
    void write(int events, Duration pause) {
        List<UUID> things = jdbc.sql("SELECT id FROM things").query(UUID.class).list();
        Concurrently.run(WRITERS, _ -> {
            while (written.get() < events) {
                try (Connection connection = postgres.database().getConnection(); var statement = connection.createStatement()) {
                    connection.setAutoCommit(false);
                    while (written.get() < events) {
                        addEvent(connection, statement, things.get(ThreadLocalRandom.current().nextInt(THINGS)));
                        LockSupport.parkNanos(pause.toNanos());
                    }
                } catch (SQLException away) { // PostgreSQL is being restarted: the committed events are counted in the database
                    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                }
            }
            return written.get();
        });
    }

    private void addEvent(Connection connection, Statement statement, UUID thing) throws SQLException {
        statement.execute("""
                WITH thing AS (UPDATE things SET happened = happened + 1 WHERE id = '%1$s' RETURNING happened)
                INSERT INTO outbox (id, type, aggregate_id, data, occurred_at)
                SELECT uuidv7(), 'thing.happened', '%1$s', '{"count":' || happened || '}', now() FROM thing
                """.formatted(thing));
        int chance = ThreadLocalRandom.current().nextInt(20);
        if (chance == 0) {
            connection.rollback();
        } else {
            LockSupport.parkNanos(chance == 1 ? Duration.ofMillis(20).toNanos() : 0);
            connection.commit();
            written.incrementAndGet();
        }
    }

    /** How many events have been committed. */
    long committed() {
        return jdbc.sql("SELECT sum(happened) FROM things").query(Long.class).single();
    }

    long pending() {
        return jdbc.sql("SELECT count(*) FROM outbox WHERE told_at IS NULL").query(Long.class).single();
    }

    /**
     * Checks that no event is missing, that the events of each aggregate are in order, and that a repeated event is the same. Returns how
     * many were repeated.
     * @param received in the order of arrival
     */
    int countRepeated(Stream<JsonNode> received) {
        Map<String, Integer> counts = new HashMap<>();
        Map<String, String> ids = new HashMap<>();
        Set<String> outOfOrder = new HashSet<>();
        AtomicInteger repeated = new AtomicInteger();
        received.forEach(event -> {
            String thing = event.path("subject").asString();
            int count = event.path("data").path("count").asInt();
            String id = ids.putIfAbsent(thing + " " + count, event.path("id").asString());
            if (id != null) {
                repeated.incrementAndGet();
                assertThat(event.path("id").asString()).as("the id of a repetition").isEqualTo(id);
            } else if (counts.merge(thing, 1, Integer::sum) != count) {
                outOfOrder.add(thing + " received " + count + " as number " + counts.get(thing));
            }
        });
        assertThat(outOfOrder).as("what came out of order").isEmpty();
        Map<String, Integer> happened = new HashMap<>();
        jdbc.sql("SELECT id, happened FROM things WHERE happened > 0")
                .query((row, number) -> happened.put(row.getString("id"), row.getInt("happened"))).list();
        assertThat(counts).as("how many events of each thing were received").isEqualTo(happened);
        return repeated.get();
    }
}
