package dev.tenfold.messaging.outbox;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenfold.messaging.outbox.EventTarget.Message;
import dev.tenfold.messaging.outbox.EventTarget.PublishFailed;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The publisher batch by batch, on an outbox that no relay reads. */
@TenfoldTest(properties = {"tenfold.outbox.enabled=false", "tenfold.outbox.retention=1m", "tenfold.outbox.purge-interval=100ms"})
@DirtiesContext
class OutboxPublisherTest {

    private static final Services OWN = SeparateDatabase.create();
    private static final int BATCH = 10;

    @Autowired
    private JdbcClient jdbc;
    @Autowired
    private HikariDataSource pool;
    @Autowired
    private JsonMapper json;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final RecordingTarget target = new RecordingTarget();
    private final List<UUID> besides = new ArrayList<>();
    private OutboxPublisher publisher;
    private OutboxMetrics metrics;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
    }

    /** A target that records what is published, and fails when asked to. */
    private static final class RecordingTarget implements EventTarget {

        private final List<Message> received = new ArrayList<>();
        private final List<Integer> batches = new ArrayList<>();
        private final List<Long> fencingTokens = new ArrayList<>();
        private boolean refuses;
        private String refusedKey = "";

        @Override
        public String name() {
            return "recording";
        }

        @Override
        public void publish(long fencingToken, Map<Integer, List<Message>> shards) {
            List<Message> messages = shards.values().stream().flatMap(List::stream).toList();
            received.addAll(messages);
            batches.add(messages.size());
            fencingTokens.add(fencingToken);
            if (refuses || messages.stream().anyMatch(message -> message.key().equals(refusedKey))) {
                throw new PublishFailed("refused by the test");
            }
        }
    }

    @BeforeEach
    void anEmptyOutbox() {
        jdbc.sql("DELETE FROM outbox").update();
        var properties = new OutboxProperties(true, "urn:test", BATCH, Duration.ofSeconds(1), Duration.ofSeconds(1),
                Duration.ofSeconds(1), "s", 100, DataSize.ofMegabytes(64), "t");
        metrics = new OutboxMetrics(registry, Clock.systemUTC(), "recording");
        publisher =
                new OutboxPublisher(target, (relay, events) -> events.forEach(event -> besides.add(event.id())), metrics, json, properties);
    }

    @Test
    void aShardHasOnePublisherAtATimeAndOtherShardsGoOn() throws SQLException {
        UUID aggregate = write(UUID.randomUUID(), 3);
        try (var one = OutboxConnection.open(pool); var other = OutboxConnection.open(pool)) {
            one.inTransaction(() -> {
                assertThat(one.pendingEvents().claim(0, 1)).hasSize(1);
                assertThat(claim(other)).as("the same shard").isEmpty();
                write(new UUID(1, aggregate.getLeastSignificantBits() ^ 1), 1);
                assertThat(publishBatch(other)).isTrue();
                return true;
            });
            assertThat(target.received).extracting(Message::key).doesNotContain(aggregate.toString()).hasSize(1);
            assertThat(publisher.publishBatch(other)).isTrue();
            assertThat(publisher.publishBatch(other)).isFalse();
        }
        assertThat(target.received).hasSize(4);
        assertThat(target.fencingTokens).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aBatchPublishesSomeShardsAndLeavesTheOthersToOtherPublishers() throws SQLException {
        for (int shard = 0; shard < 6; shard++) {
            write(new UUID(1, shard), 5);
        }
        try (var one = OutboxConnection.open(pool); var other = OutboxConnection.open(pool)) {
            one.inTransaction(() -> {
                assertThat(one.pendingEvents().claim(0, 4)).hasSize(4);
                assertThat(claim(other)).hasSize(2);
                return true;
            });
            assertThat(publisher.publishBatch(one)).isTrue();
            assertThat(target.batches).as("ten events, shared out among four shards").containsExactly(8);
            assertThat(target.received.stream().map(Message::key).distinct()).hasSize(4);
            while (publisher.publishBatch(one)) {
                // until nothing is left
            }
        }
        assertThat(target.received).hasSize(30);
        for (String thing : target.received.stream().map(Message::key).distinct().toList()) {
            assertThat(target.received.stream().filter(message -> message.key().equals(thing))
                    .map(message -> json.readTree(message.body()).path("sequence").asString())).isSorted();
        }
    }

    @Test
    void thePurgeGoesOnBehindEventsThatCannotBePublished() {
        insertOld(2_500, "NULL"); // of a shard that is stuck
        insertOld(1_500, "now()");
        insertOld(10, "NULL");
        insertOld(1_200, "now()");
        await().atMost(Duration.ofSeconds(30)).until(() -> count("SELECT count(*) FROM outbox WHERE told_at IS NOT NULL") == 0);
        assertThat(count("SELECT count(*) FROM outbox WHERE told_at IS NULL")).isEqualTo(2_510);
        insertOld(5, "now()");
        await().atMost(Duration.ofSeconds(30)).until(() -> count("SELECT count(*) FROM outbox WHERE told_at IS NOT NULL") == 0);
    }

    private void insertOld(int events, String publishedAt) {
        jdbc.sql("""
                INSERT INTO outbox (id, type, aggregate_id, data, occurred_at, told_at)
                SELECT uuidv7(), 'test.happened', '00000000-0000-0000-0000-000000000003', '{}', now() - interval '1 hour', %s
                  FROM generate_series(1, :events)
                """.formatted(publishedAt)).param("events", events).update();
    }

    @Test
    void anEventThatIsAlwaysRefusedBlocksOnlyItsOwnShard() throws SQLException {
        target.refusedKey = write(new UUID(1, 1), 1).toString();
        write(new UUID(1, 2), 20);
        write(new UUID(1, 3), 20);
        int refused = 0;
        try (var connection = OutboxConnection.open(pool)) {
            for (int attempt = 0; attempt < 100 && left() > 1; attempt++) {
                try {
                    publisher.publishBatch(connection);
                } catch (PublishFailed poisoned) {
                    refused++;
                }
            }
        }
        assertThat(left()).isEqualTo(1);
        assertThat(refused).isPositive();
    }

    @Test
    void refusedEventsArePublishedAgainWithTheSameIds() throws SQLException {
        write(UUID.randomUUID(), 25);
        try (var connection = OutboxConnection.open(pool)) {
            publisher.publishBatch(connection);
            target.refuses = true;
            assertThatThrownBy(() -> publisher.publishBatch(connection)).isInstanceOf(PublishFailed.class);
            assertThat(left()).isEqualTo(15);
            target.refuses = false;
            while (publisher.publishBatch(connection)) {
                // until nothing is left
            }
        }
        assertThat(target.batches).containsExactly(10, 10, 10, 5);
        List<String> ids = target.received.stream().map(message -> json.readTree(message.body()).path("id").asString()).toList();
        assertThat(ids.subList(10, 20)).isEqualTo(ids.subList(20, 30));
        assertThat(new HashSet<>(ids)).hasSize(25);
        assertThat(left()).isZero();
        assertThat(registry.get("tenfold.outbox.events").counter().count()).isEqualTo(25);
    }

    @Test
    void theListenerGetsEachEventAndDoesNotWaitForTheTarget() throws SQLException {
        write(UUID.randomUUID(), 35);
        List<UUID> written = jdbc.sql("SELECT id FROM outbox ORDER BY position").query(UUID.class).list();
        target.refuses = true;
        try (var connection = OutboxConnection.open(pool)) {
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThatThrownBy(() -> publisher.publishBatch(connection)).isInstanceOf(PublishFailed.class);
            }
            assertThat(besides.stream().distinct()).containsExactlyElementsOf(written);
            assertThat(left()).isEqualTo(35);
            besides.clear();
            target.refuses = false;
            while (publisher.publishBatch(connection)) {
                // until nothing is left
            }
        }
        assertThat(besides).as("once more, since what was late might be among them").containsExactlyElementsOf(written);
    }

    /** Two of these events exceed the maximum size of a batch. */
    @Test
    void aBatchIsBoundedInSizeToo() throws SQLException {
        UUID aggregate = UUID.randomUUID();
        jdbc.sql("""
                INSERT INTO outbox (id, type, aggregate_id, data, occurred_at)
                SELECT uuidv7(), 'test', :aggregate, '"' || repeat('x', 600000) || '"', now() FROM generate_series(1, 3)
                """).param("aggregate", aggregate).update();
        try (var connection = OutboxConnection.open(pool)) {
            while (publisher.publishBatch(connection)) {
                // until nothing is left
            }
        }
        assertThat(target.batches).containsExactly(1, 1, 1);
    }

    @Test
    void theLagIsTheAgeOfTheOldestPendingEvent() throws SQLException {
        write(new UUID(1, 1), 1);
        write(new UUID(1, 2), 1); // of another shard: within a shard the first is published first, whatever its time
        jdbc.sql("UPDATE outbox SET occurred_at = now() - interval '30 s' WHERE position = (SELECT max(position) FROM outbox)").update();
        try (var connection = OutboxConnection.open(pool)) {
            metrics.oldest(connection.pendingEvents().oldest().orElseThrow());
            assertThat(registry.get("tenfold.outbox.lag").gauge().value()).isBetween(30.0, 60.0);
            while (publisher.publishBatch(connection)) {
                // until nothing is left
            }
            metrics.oldest(connection.pendingEvents().oldest().orElse(null));
            assertThat(registry.get("tenfold.outbox.lag").gauge().value()).isZero();
        }
    }

    @Test
    void oldPublishedEventsArePurged() {
        write(UUID.randomUUID(), 2);
        jdbc.sql("UPDATE outbox SET occurred_at = now() - interval '1 h'").update();
        jdbc.sql("UPDATE outbox SET told_at = now() WHERE position = (SELECT max(position) FROM outbox)").update();
        await().until(() -> count("SELECT count(*) FROM outbox") == 1);
        assertThat(left()).isEqualTo(1);
    }

    /** Often enough that the driver prepares the statements, and PostgreSQL uses generic plans. */
    @Test
    void noStatementReadsPublishedEvents() throws SQLException {
        for (int i = 0; i < 10; i++) { // one statement might take too long
            jdbc.sql("""
                    INSERT INTO outbox (id, type, aggregate_id, data, occurred_at, told_at)
                    SELECT uuidv7(), 'test', gen_random_uuid(), '{}', now(), now() FROM generate_series(1, 10000)
                    """).update();
        }
        jdbc.sql("VACUUM ANALYZE outbox").update();
        long before = readRows();
        for (int i = 0; i < 100; i++) {
            write(UUID.randomUUID(), 1);
        }
        try (var connection = OutboxConnection.open(pool)) {
            while (publisher.publishBatch(connection)) {
                connection.pendingEvents().oldest();
            }
        }
        await().until(() -> count("SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = 'outbox'") >= 100);
        assertThat(readRows() - before).as("rows that were read one after the other").isLessThan(100_000);
    }

    private static List<Integer> claim(OutboxConnection connection) {
        try {
            return connection.inTransaction(() -> connection.pendingEvents().claim(0, 4));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean publishBatch(OutboxConnection connection) {
        try {
            return publisher.publishBatch(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long readRows() {
        return count("SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'outbox'");
    }

    private long left() {
        return count("SELECT count(*) FROM outbox WHERE told_at IS NULL");
    }

    private long count(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    private UUID write(UUID aggregate, int events) {
        jdbc.sql("""
                INSERT INTO outbox (id, type, aggregate_id, data, occurred_at)
                SELECT uuidv7(), 'test.happened', :aggregate, '{}', now() FROM generate_series(1, :events)
                """).param("aggregate", aggregate).param("events", events).update();
        return aggregate;
    }
}
