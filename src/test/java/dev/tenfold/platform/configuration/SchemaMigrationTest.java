package dev.tenfold.platform.configuration;

import dev.tenfold.testing.services.Postgres;
import dev.tenfold.testing.services.SeparateDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.flywaydb.core.Flyway;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A migration and a transaction that holds a lock which the migration needs. */
class SchemaMigrationTest {

    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(300);
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final Postgres postgres = SeparateDatabase.create().postgres();
    private final JdbcClient jdbc = postgres.client();

    @BeforeEach
    void aTable() throws IOException {
        jdbc.sql("CREATE TABLE things (id integer)").update();
        Files.writeString(folder.resolve("V1__change.sql"), "ALTER TABLE things ADD COLUMN name text;");
        Files.writeString(folder.resolve("V2__index.sql"), "CREATE INDEX CONCURRENTLY things_by_id ON things (id);");
        Files.writeString(folder.resolve("V2__index.sql.conf"), "executeInTransaction=false");
    }

    @Test
    void isTriedAgainUntilTheLockIsFree() throws Exception {
        try (Connection other = lockedTable()) {
            CompletableFuture<Void> migration = CompletableFuture.runAsync(() -> migrate(properties(SOON)), Thread::startVirtualThread);
            awaitWaiter();
            assertThatSomebodyElseGetsTheTableSoon();
            assertThat(migration).isNotDone();
            other.rollback();
            migration.get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(jdbc.sql("SELECT count(*) FROM pg_indexes WHERE indexname = 'things_by_id'").query(Integer.class).single()).isOne();
    }

    @Test
    void endsWithAClearErrorWhenTheLockIsNeverFree() throws SQLException {
        try (Connection other = lockedTable()) {
            assertThatThrownBy(() -> migrate(properties(Duration.ofSeconds(1)))).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("did not get a lock").hasMessageContaining("pg_stat_activity");
            other.rollback();
        }
        assertThat(migrate(properties(SOON)).info().pending()).isEmpty();
    }

    @Test
    void aProcessThatOnlyWaitsAppliesNothingAndEndsWhenAnotherHasMigrated() throws ExecutionException, InterruptedException {
        var waiting = new MigrationProperties(true, LOCK_TIMEOUT, SOON, Duration.ofMillis(50));
        CompletableFuture<Void> wait = CompletableFuture.runAsync(() -> migrate(waiting), Thread::startVirtualThread);
        assertThatThrownBy(() -> wait.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(jdbc.sql("SELECT count(*) FROM information_schema.columns WHERE table_name = 'things'").query(Integer.class).single())
                .isOne();
        migrate(properties(SOON));
        await().atMost(SOON).until(wait::isDone);
        wait.get();
    }

    private Flyway migrate(MigrationProperties properties) {
        var configuration = Flyway.configure().dataSource(postgres.jdbcUrl(), postgres.username(), postgres.password())
                .locations("filesystem:" + folder).baselineOnMigrate(true).baselineVersion("0");
        configuration.getPluginRegister().getExact(PostgreSQLConfigurationExtension.class).setTransactionalLock(false);
        var migration = new SchemaMigration();
        migration.shortWaitsForLocks(properties).customize(configuration);
        Flyway flyway = configuration.load();
        migration.migrate(properties).migrate(flyway);
        return flyway;
    }

    private static MigrationProperties properties(Duration retryFor) {
        return new MigrationProperties(false, LOCK_TIMEOUT, retryFor, Duration.ofMillis(100));
    }

    private Connection lockedTable() throws SQLException {
        Connection connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), postgres.password());
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("LOCK TABLE things IN ACCESS SHARE MODE");
        }
        return connection;
    }

    private void awaitWaiter() {
        await().atMost(SOON).until(() -> jdbc.sql("""
                SELECT count(*) FROM pg_stat_activity
                 WHERE wait_event_type = 'Lock' AND query LIKE 'ALTER TABLE things%' AND datname = current_database()
                """).query(Integer.class).single() > 0);
    }

    /** Its read waits behind the migration, and so no longer than the migration waits. */
    private void assertThatSomebodyElseGetsTheTableSoon() {
        assertThat(CompletableFuture.supplyAsync(() -> jdbc.sql("SELECT count(*) FROM things").query(Integer.class).single(),
                Thread::startVirtualThread)).succeedsWithin(LOCK_TIMEOUT.multipliedBy(10));
    }
}
