package dev.tenfold.platform.datasource;

import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import dev.tenfold.testing.services.Postgres;
import dev.tenfold.testing.services.PostgresProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Which reads go to a replica, on a PostgreSQL with a real streaming replica. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadReplicasTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration PROMPT = Duration.ofSeconds(4);
    private static final Duration REMEMBERED = Duration.ofSeconds(4);
    private static final String OPTIONS = "-c statement_timeout=5000";

    private final EmbeddedServices servers = EmbeddedServices.start(Durability.CRASH_SAFE);
    private final PostgresProcess replica = servers.postgres().launchReplica();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final DeadlineDataSource pool = pool(servers.postgres().address());
    private final JdbcClient jdbc = JdbcClient.create(new DeadlineJdbcTemplate(new ReplicaRouting(pool)));
    private final TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
    private ReadReplicas replicas = replicas(replica.address().jdbcUrl());

    @BeforeEach
    void start() {
        delayReplay("0");
        jdbc.sql("CREATE TABLE IF NOT EXISTS notes (id int PRIMARY KEY, text text)").update();
        jdbc.sql("CREATE TABLE IF NOT EXISTS unshared_writes (only_row boolean PRIMARY KEY DEFAULT true, until timestamptz)").update();
        replicas = replicas(replica.address().jdbcUrl());
        await().atMost(SOON).until(this::readsFromReplica);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        opened.clear();
    }

    @AfterAll
    void close() {
        pool.close();
        replica.close();
        servers.close();
    }

    @Test
    void aReadGoesToTheReplicaAndEverythingElseToThePrimary() {
        assertThat(readsFromReplica()).isTrue();
        assertThat(isReplica()).as("outside of a read").isFalse();
        assertThat(transaction.<Boolean>execute(_ -> readsFromReplica())).as("a read in a transaction").isFalse();
        assertThat(replicas.read(() -> Lsn.NONE, () -> transaction.<Boolean>execute(_ -> isReplica()))).as("a transaction in a read")
                .isFalse();
    }

    @Test
    void aReplicaIsReadOnlyAfterItHasReplayedThePosition() {
        delayReplay("2s");
        var id = new AtomicInteger(10_000);
        Supplier<Optional<String>> note =
                () -> jdbc.sql("SELECT text FROM notes WHERE id = :id").param("id", id.get()).query(String.class).optional();
        await().atMost(SOON).until(() -> { // until the replica has read its new setting, and does not have the note yet
            jdbc.sql("INSERT INTO notes VALUES (:id, 'written')").param("id", id.incrementAndGet()).update();
            return replicas.read(() -> Lsn.NONE, note).isEmpty();
        });
        Lsn written = replicas.position();
        assertThat(replicas.find(() -> Lsn.NONE, note)).as("what the replica does not have, the primary has").contains("written");
        await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(() -> {
            boolean fromReplica = replicas.read(() -> written, this::isReplica);
            assertThat(replicas.read(() -> written, note)).as("whichever server is read").contains("written");
            return fromReplica;
        });
    }

    @Test
    void thePositionIncludesWhatWasCommittedBeforeTheCall() {
        for (int i = 100; i < 300; i++) {
            jdbc.sql("INSERT INTO notes VALUES (:id, 'one of many')").param("id", i).update();
            Lsn written = replicas.position();
            int id = i;
            assertThat(replicas.read(() -> written,
                    () -> jdbc.sql("SELECT count(*) FROM notes WHERE id = :id").param("id", id).query(Integer.class).single()))
                    .isEqualTo(1);
        }
    }

    @Test
    void aReplicaThatIsTooFarBehindIsLeftAloneAndComesBack() {
        delayReplay("1min");
        await().atMost(SOON).until(() -> { // the replica may replay the first ones before it has read its new setting
            jdbc.sql("INSERT INTO notes VALUES (2, 'late') ON CONFLICT (id) DO UPDATE SET text = 'late'").update();
            return !readsFromReplica();
        });
        assertThat(usable()).isZero();
        assertThat(metrics.get("tenfold.replica.lag").gauge().value()).isGreaterThan(1);
        delayReplay("0");
        await().atMost(SOON).until(this::readsFromReplica);
    }

    /** The last replayed transaction gets older and older, but nothing is missing. */
    @Test
    void aReplicaOfAnIdlePrimaryIsNotBehind() {
        long end = System.nanoTime() + Duration.ofSeconds(3).toNanos(); // longer than max-lag
        await().atMost(SOON).until(() -> {
            assertThat(readsFromReplica()).isTrue();
            return System.nanoTime() > end;
        });
    }

    @Test
    void aReplicaThatIsKilledFailsNoRead() {
        replica.kill();
        try {
            for (int i = 0; i < 50; i++) {
                assertThat(readsFromReplica()).isFalse();
            }
            await().atMost(SOON).until(() -> usable() == 0);
        } finally {
            replica.start();
        }
        await().atMost(SOON).until(this::readsFromReplica);
    }

    @Test
    void aReplicaThatDoesNotAnswerIsLeftAlone() {
        replica.pause();
        try {
            await().atMost(SOON).until(() -> usable() == 0);
            long start = System.nanoTime();
            assertThat(readsFromReplica()).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMPT);
        } finally {
            replica.resume();
        }
        await().atMost(SOON).until(this::readsFromReplica);
    }

    /** The replay cancels a statement that still needs a row that the primary has removed. */
    @Test
    void aStatementThatIsInTheWayOfTheReplayRunsAgainOnThePrimary() {
        var onReplica = JdbcClient.create(replica.address().database());
        onReplica.sql("ALTER SYSTEM SET max_standby_streaming_delay = 0").update();
        onReplica.sql("SELECT pg_reload_conf()").query(Boolean.class).single();
        jdbc.sql("INSERT INTO notes SELECT n, 'removed' FROM generate_series(1000, 2000) AS n").update();
        Lsn written = replicas.position();
        await().atMost(SOON).until(() -> replicas.read(() -> written, this::isReplica));
        List<Boolean> attempts = new ArrayList<>();
        int found = replicas.read(() -> written, () -> {
            boolean isReplica = isReplica();
            attempts.add(isReplica);
            if (isReplica) {
                Thread.startVirtualThread(() -> {
                    var other = JdbcClient.create(servers.postgres().address().database());
                    other.sql("DELETE FROM notes WHERE id >= 1000").update();
                    other.sql("VACUUM notes").update();
                });
            }
            return jdbc.sql("SELECT count(*) FROM notes, pg_sleep(4) WHERE id >= 1000").query(Integer.class).single();
        });
        assertThat(attempts).as("which servers were asked").containsExactly(true, false);
        assertThat(found).isZero();
        assertThat(metrics.get("tenfold.replica.reads").tag("outcome", "retried").counter().count()).isPositive();
    }

    @Test
    void aMissingTableIsReadFromThePrimary() { // the replica has not replayed a migration yet
        delayReplay("2s");
        jdbc.sql("CREATE TABLE IF NOT EXISTS new_table AS SELECT 1 AS one").update();
        assertThat(replicas.read(() -> Lsn.NONE, () -> jdbc.sql("SELECT one FROM new_table").query(Integer.class).single())).isEqualTo(1);
    }

    @Test
    void deadlinesAndTimeoutsHoldOnTheReplica() {
        assertThat(replicas.read(() -> Lsn.NONE, () -> jdbc.sql("SHOW statement_timeout").query(String.class).single())).isEqualTo("5s");
        long start = System.nanoTime();
        try (Deadline _ = Deadline.start(Duration.ofMillis(500))) {
            assertThatThrownBy(() -> replicas.read(() -> Lsn.NONE, this::sleep)).isInstanceOf(DataAccessException.class);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMPT);
    }

    @Test
    void connectionsStayReadOnlyAfterAPromotion() {
        assertThat(replicas.read(() -> Lsn.NONE, () -> jdbc.sql("SHOW default_transaction_read_only").query(String.class).single()))
                .isEqualTo("on");
    }

    @Test
    void ofTwoReplicasTheOneThatHasThePositionIsRead() {
        try (PostgresProcess second = servers.postgres().launchReplica()) {
            replicas = replicas(replica.address().jdbcUrl(), second.address().jdbcUrl());
            await().atMost(SOON).until(() -> usable("replica-1") == 1 && usable("replica-2") == 1);
            assertThat(IntStream.range(0, 20).mapToObj(_ -> portOfRead(Lsn.NONE))).as("servers of reads without a position")
                    .containsOnly(replica.port(), second.port());
            delayReplay("1s"); // less than max-lag, so the first one stays in use
            var id = new AtomicInteger(20_000);
            var late = JdbcClient.create(replica.address().database());
            var inTime = new AtomicInteger();
            await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(() -> { // the first one may not have read its setting yet
                jdbc.sql("INSERT INTO notes VALUES (:id, 'written')").param("id", id.incrementAndGet()).update();
                Lsn written = replicas.position();
                await().atMost(SOON).pollInterval(Duration.ofMillis(10)).until(() -> portOfRead(written) != servers.postgres().port());
                for (int i = 0; i < 10; i++) { // each of the two is the first to be asked in turn
                    int port = portOfRead(written);
                    boolean firstIsLate = isNoteMissing(late, id.get()) && usable("replica-1") == 1;
                    assertThat(firstIsLate && port == replica.port()).as("a read on the replica that has not replayed it").isFalse();
                    inTime.addAndGet(firstIsLate && port == second.port() ? 1 : 0);
                }
                return inTime.get() >= 10;
            });
            assertThat(connectionsUsed("replica-1")).as("reads on the first one").isPositive();
            assertThat(connectionsUsed("replica-2")).as("reads on the second one").isGreaterThanOrEqualTo(inTime.get());
        }
    }

    @Test
    void ofTwoReplicasOneIsKilledAndTheOtherServes() {
        try (PostgresProcess second = servers.postgres().launchReplica()) {
            replicas = replicas(replica.address().jdbcUrl(), second.address().jdbcUrl());
            await().atMost(SOON).until(() -> usable("replica-1") == 1 && usable("replica-2") == 1);
            second.kill();
            for (int i = 0; i < 50; i++) {
                assertThat(portOfRead(Lsn.NONE)).isNotEqualTo(second.port());
            }
            await().atMost(SOON).until(() -> usable("replica-1") == 1 && usable("replica-2") == 0);
            assertThat(metrics.get("tenfold.replica.unusable").gauge().value()).isEqualTo(1);
            jdbc.sql("INSERT INTO notes VALUES (30000, 'written')").update();
            Lsn written = replicas.position();
            await().atMost(SOON).until(() -> portOfRead(written) == replica.port());
            assertThat(IntStream.range(0, 10).mapToObj(_ -> portOfRead(written))).containsOnly(replica.port());
            second.start();
            await().atMost(SOON).until(() -> portOfRead(written) == second.port());
            assertThat(usable("replica-2")).isEqualTo(1);
        }
    }

    /** The other instance acts on it when the call returns, not a moment later. */
    @Test
    void aWriteThatCannotBeSharedIsAnnouncedToEveryInstance() {
        ReadReplicas other = replicas(replica.address().jdbcUrl());
        await().atMost(SOON).until(() -> !other.hasUnsharedWrites());
        assertThat(replicas.announceUnsharedWrites()).isTrue();
        assertThat(other.hasUnsharedWrites()).isTrue();
        long start = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            assertThat(replicas.announceUnsharedWrites()).isTrue();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as("ten more announcements").isLessThan(PROMPT);
        await().atMost(SOON).until(() -> !other.hasUnsharedWrites());
        assertThat(replicas.announceUnsharedWrites()).isTrue();
        assertThat(other.hasUnsharedWrites()).as("after the note was not valid any more").isTrue();
    }

    @Test
    void anInstanceThatCannotReadTheAnnouncementsExpectsOne() {
        await().atMost(SOON).until(() -> !replicas.hasUnsharedWrites());
        servers.postgres().pause();
        try {
            long start = System.nanoTime();
            assertThat(replicas.announceUnsharedWrites()).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMPT);
            await().atMost(SOON).until(() -> replicas.hasUnsharedWrites());
        } finally {
            servers.postgres().resume();
        }
        await().atMost(SOON).until(() -> !replicas.hasUnsharedWrites());
    }

    @Test
    void aServerThatIsNoReplicaOfThePrimaryIsNotBelieved() {
        try (EmbeddedServices others = EmbeddedServices.start(Durability.DISCARDABLE);
                PostgresProcess ofAnother = others.postgres().launchReplica()) {
            for (String url : List.of(servers.postgres().address().jdbcUrl(), ofAnother.address().jdbcUrl())) {
                replicas = replicas(url);
                assertNeverRead(Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void aReplicaThatWasPromotedIsNotBelieved() {
        try (PostgresProcess second = servers.postgres().launchReplica()) {
            replicas = replicas(second.address().jdbcUrl());
            await().atMost(SOON).until(this::readsFromReplica);
            JdbcClient.create(second.address().database()).sql("SELECT pg_promote()").query(Boolean.class).single();
            await().atMost(SOON).until(() -> usable() == 0);
            assertNeverRead(Duration.ofSeconds(1));
        }
    }

    private void assertNeverRead(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            assertThat(portOfRead(Lsn.NONE)).isEqualTo(servers.postgres().port());
        }
        assertThat(usable()).isZero();
    }

    private boolean readsFromReplica() {
        return replicas.read(() -> Lsn.NONE, this::isReplica);
    }

    private int portOfRead(Lsn atLeast) {
        return replicas.read(() -> atLeast, () -> jdbc.sql("SELECT inet_server_port()").query(Integer.class).single());
    }

    private static boolean isNoteMissing(JdbcClient server, int id) {
        return server.sql("SELECT count(*) FROM notes WHERE id = :id").param("id", id).query(Integer.class).single() == 0;
    }

    private boolean isReplica() {
        return jdbc.sql("SELECT pg_is_in_recovery()").query(Boolean.class).single();
    }

    private int sleep() {
        return jdbc.sql("SELECT 1 FROM pg_sleep(20)").query(Integer.class).single();
    }

    private double usable() {
        return metrics.get("tenfold.replica.usable").gauge().value();
    }

    private double usable(String name) {
        return metrics.get("tenfold.replica.usable").tag("replica", name).gauge().value();
    }

    /** How often a connection of a replica's pool was used: once for each read. */
    private long connectionsUsed(String pool) {
        return metrics.get("hikaricp.connections.usage").tag("pool", pool).timer().count();
    }

    private void delayReplay(String delay) {
        var onReplica = JdbcClient.create(replica.address().database());
        onReplica.sql("ALTER SYSTEM SET recovery_min_apply_delay = '" + delay + "'").update();
        onReplica.sql("SELECT pg_reload_conf()").query(Boolean.class).single();
    }

    private ReadReplicas replicas(String... urls) {
        metrics.clear();
        var properties =
                new ReplicaProperties(List.of(urls), Duration.ofSeconds(2), false, REMEMBERED, 5, Duration.ofMillis(50));
        var environment = new MockEnvironment().withProperty("spring.datasource.hikari.data-source-properties.options", OPTIONS)
                .withProperty("spring.datasource.hikari.data-source-properties.socketTimeout", "7");
        var created = new ReplicaConfiguration().readReplicas(properties, pool, environment, metrics);
        created.start();
        opened.add(created::stop);
        return created;
    }

    private static DeadlineDataSource pool(Postgres postgres) {
        var pool = new DeadlineDataSource();
        pool.setJdbcUrl(postgres.jdbcUrl());
        pool.setUsername(postgres.username());
        pool.setPassword(postgres.password());
        pool.setMaximumPoolSize(3);
        return pool;
    }
}
