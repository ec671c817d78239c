package dev.tenfold.messaging.outbox;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenfold.messaging.outbox.Target.Message;
import dev.tenfold.messaging.outbox.Target.NotTold;
import dev.tenfold.testing.services.OwnDatabase;
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
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The relay turn by turn, on an outbox that nobody else tells of. */
@TenfoldTest(properties = {"tenfold.relay.enabled=false", "tenfold.event.kept=1m", "tenfold.event.purge-interval=100ms"})
@DirtiesContext
class TellingTest {

    private static final Services OWN = OwnDatabase.create();
    private static final int BATCH = 10;

    @Autowired
    private JdbcClient jdbc;
    @Autowired
    private HikariDataSource pool;
    @Autowired
    private JsonMapper json;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Hearer hearer = new Hearer();
    private final List<UUID> besides = new ArrayList<>();
    private Telling telling;
    private RelayMetrics metrics;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        OWN.properties().forEach((name, value) -> registry.add(name, () -> value));
    }

    /** A target that remembers what it is told, and refuses when asked to. */
    private static final class Hearer implements Target {

        private final List<Message> heard = new ArrayList<>();
        private final List<Integer> batches = new ArrayList<>();
        private final List<Long> turns = new ArrayList<>();
        private boolean refuses;
        private String poison = "";

        @Override
        public String name() {
            return "hearer";
        }

        @Override
        public void tell(long turn, Map<Integer, List<Message>> shards) {
            List<Message> messages = shards.values().stream().flatMap(List::stream).toList();
            heard.addAll(messages);
            batches.add(messages.size());
            turns.add(turn);
            if (refuses || messages.stream().anyMatch(message -> message.key().equals(poison))) {
                throw new NotTold("nobody");
            }
        }
    }

    @BeforeEach
    void anEmptyOutbox() {
        jdbc.sql("DELETE FROM outbox").update();
        var properties = new RelayProperties(true, "urn:test", BATCH, Duration.ofSeconds(1), Duration.ofSeconds(1),
                Duration.ofSeconds(1), "s", 100, "t");
        metrics = new RelayMetrics(registry, Clock.systemUTC(), "hearer");
        telling = new Telling(hearer, (relay, events) -> events.forEach(event -> besides.add(event.id())), metrics, json, properties);
    }

    @Test
    void aShardIsToldByOneAtATimeAndOthersMeanwhile() throws SQLException {
        UUID aggregate = write(UUID.randomUUID(), 3);
        try (var one = RelayConnection.open(pool); var other = RelayConnection.open(pool)) {
            one.inTransaction(() -> {
                assertThat(one.untold().claim(0, 1)).hasSize(1);
                assertThat(claim(other)).as("the same shard").isEmpty();
                write(new UUID(1, aggregate.getLeastSignificantBits() ^ 1), 1);
                assertThat(turn(other)).isTrue();
                return true;
            });
            assertThat(hearer.heard).extracting(Message::key).doesNotContain(aggregate.toString()).hasSize(1);
            assertThat(telling.turn(other)).isTrue();
            assertThat(telling.turn(other)).isFalse();
        }
        assertThat(hearer.heard).hasSize(4);
        assertThat(hearer.turns).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aTurnTellsSomeShardsTogetherAndLeavesTheOthersToOthers() throws SQLException {
        for (int shard = 0; shard < 6; shard++) {
            write(new UUID(1, shard), 5);
        }
        try (var one = RelayConnection.open(pool); var other = RelayConnection.open(pool)) {
            one.inTransaction(() -> {
                assertThat(one.untold().claim(0, 4)).hasSize(4);
                assertThat(claim(other)).hasSize(2);
                return true;
            });
            assertThat(telling.turn(one)).isTrue();
            assertThat(hearer.batches).as("ten events, shared out among four shards").containsExactly(8);
            assertThat(hearer.heard.stream().map(Message::key).distinct()).hasSize(4);
            while (telling.turn(one)) {
                // until nothing is left
            }
        }
        assertThat(hearer.heard).hasSize(30);
        for (String thing : hearer.heard.stream().map(Message::key).distinct().toList()) {
            assertThat(hearer.heard.stream().filter(message -> message.key().equals(thing))
                    .map(message -> json.readTree(message.body()).path("sequence").asString())).isSorted();
        }
    }

    @Test
    void anEventThatIsRefusedForGoodHoldsUpItsOwnShardOnly() throws SQLException {
        hearer.poison = write(new UUID(1, 1), 1).toString();
        write(new UUID(1, 2), 20);
        write(new UUID(1, 3), 20);
        int refused = 0;
        try (var connection = RelayConnection.open(pool)) {
            for (int turn = 0; turn < 100 && left() > 1; turn++) {
                try {
                    telling.turn(connection);
                } catch (NotTold poisoned) {
                    refused++;
                }
            }
        }
        assertThat(left()).isEqualTo(1);
        assertThat(refused).isPositive();
    }

    @Test
    void whatWasNotTakenIsToldAgainFromTheStartWithTheSameIds() throws SQLException {
        write(UUID.randomUUID(), 25);
        try (var connection = RelayConnection.open(pool)) {
            telling.turn(connection);
            hearer.refuses = true;
            assertThatThrownBy(() -> telling.turn(connection)).isInstanceOf(NotTold.class);
            assertThat(left()).isEqualTo(15);
            hearer.refuses = false;
            while (telling.turn(connection)) {
                // until nothing is left
            }
        }
        assertThat(hearer.batches).containsExactly(10, 10, 10, 5);
        List<String> ids = hearer.heard.stream().map(message -> json.readTree(message.body()).path("id").asString()).toList();
        assertThat(ids.subList(10, 20)).isEqualTo(ids.subList(20, 30));
        assertThat(new HashSet<>(ids)).hasSize(25);
        assertThat(left()).isZero();
        assertThat(registry.get("tenfold.relay.events").counter().count()).isEqualTo(25);
    }

    @Test
    void theListenerHearsOfEachEventAndDoesNotWaitForTheTarget() throws SQLException {
        write(UUID.randomUUID(), 35);
        List<UUID> written = jdbc.sql("SELECT id FROM outbox ORDER BY position").query(UUID.class).list();
        hearer.refuses = true;
        try (var connection = RelayConnection.open(pool)) {
            for (int turn = 0; turn < 3; turn++) {
                assertThatThrownBy(() -> telling.turn(connection)).isInstanceOf(NotTold.class);
            }
            assertThat(besides.stream().distinct()).containsExactlyElementsOf(written);
            assertThat(left()).isEqualTo(35);
            besides.clear();
            hearer.refuses = false;
            while (telling.turn(connection)) {
                // until nothing is left
            }
        }
        assertThat(besides).as("once more, since what was late might be among them").containsExactlyElementsOf(written);
    }

    /** Two of these are more than a batch may have. */
    @Test
    void aBatchIsBoundedInSizeToo() throws SQLException {
        UUID aggregate = UUID.randomUUID();
        jdbc.sql("""
                INSERT INTO outbox (id, type, aggregate_id, data, occurred_at)
                SELECT uuidv7(), 'test', :aggregate, '"' || repeat('x', 600000) || '"', now() FROM generate_series(1, 3)
                """).param("aggregate", aggregate).update();
        try (var connection = RelayConnection.open(pool)) {
            while (telling.turn(connection)) {
                // until nothing is left
            }
        }
        assertThat(hearer.batches).containsExactly(1, 1, 1);
    }

    @Test
    void theLagIsTheAgeOfTheOldestUntoldEvent() throws SQLException {
        write(new UUID(1, 1), 1);
        write(new UUID(1, 2), 1); // of another shard: within one the first is told first, whatever its time
        jdbc.sql("UPDATE outbox SET occurred_at = now() - interval '30 s' WHERE position = (SELECT max(position) FROM outbox)").update();
        try (var connection = RelayConnection.open(pool)) {
            metrics.oldest(connection.untold().oldest().orElseThrow());
            assertThat(registry.get("tenfold.relay.lag").gauge().value()).isBetween(30.0, 60.0);
            while (telling.turn(connection)) {
                // until nothing is left
            }
            metrics.oldest(connection.untold().oldest().orElse(null));
            assertThat(registry.get("tenfold.relay.lag").gauge().value()).isZero();
        }
    }

    @Test
    void oldEventsAreForgottenOnceTheyHaveBeenTold() {
        write(UUID.randomUUID(), 2);
        jdbc.sql("UPDATE outbox SET occurred_at = now() - interval '1 h'").update();
        jdbc.sql("UPDATE outbox SET told_at = now() WHERE position = (SELECT max(position) FROM outbox)").update();
        await().until(() -> count("SELECT count(*) FROM outbox") == 1);
        assertThat(left()).isEqualTo(1);
    }

    /** Often enough that the driver prepares the statements, and PostgreSQL plans them for any parameter. */
    @Test
    void noStatementReadsWhatHasBeenTold() throws SQLException {
        jdbc.sql("""
                INSERT INTO outbox (id, type, aggregate_id, data, occurred_at, told_at)
                SELECT uuidv7(), 'test', gen_random_uuid(), '{}', now(), now() FROM generate_series(1, 100000)
                """).update();
        jdbc.sql("VACUUM ANALYZE outbox").update();
        long before = readRows();
        for (int i = 0; i < 100; i++) {
            write(UUID.randomUUID(), 1);
        }
        try (var connection = RelayConnection.open(pool)) {
            while (telling.turn(connection)) {
                connection.untold().oldest();
            }
        }
        await().until(() -> count("SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = 'outbox'") >= 100);
        assertThat(readRows() - before).as("rows that were read one after the other").isLessThan(100_000);
    }

    private static List<Integer> claim(RelayConnection connection) {
        try {
            return connection.inTransaction(() -> connection.untold().claim(0, 4));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean turn(RelayConnection connection) {
        try {
            return telling.turn(connection);
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
