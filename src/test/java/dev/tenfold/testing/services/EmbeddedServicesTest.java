package dev.tenfold.testing.services;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A test's own servers: stopped, killed and frozen, and back at the same address. */
@Proof
class EmbeddedServicesTest {

    private static EmbeddedServices services;

    @BeforeAll
    static void start() {
        services = EmbeddedServices.start(Durability.CRASH_SAFE);
    }

    @AfterAll
    static void close() {
        services.close();
    }

    @Test
    void writesAreDurableUnlessDataIsDiscardable() throws SQLException {
        assertThat(ServerQueries.sql(services.postgres().address(), "SHOW fsync")).isEqualTo("on");
    }

    @Test
    void aKilledPostgresIsRestartedAtItsAddressWithItsData() throws SQLException {
        var postgres = services.postgres();
        ServerQueries.sql(postgres.address(), "CREATE TABLE kept AS SELECT 42 AS answer");
        long before = postgres.pid();

        postgres.kill();
        assertThat(postgres.isRunning()).isFalse();
        assertThatThrownBy(() -> ServerQueries.sql(postgres.address(), "SELECT 1")).isInstanceOf(SQLException.class);
        postgres.start();

        assertThat(postgres.pid()).isNotEqualTo(before);
        assertThat(ServerQueries.sql(postgres.address(), "SELECT answer FROM kept")).isEqualTo("42");
    }

    @Test
    void aStoppedRedisIsRestartedAtItsAddress() {
        var redis = services.redis();
        redis.stop();
        assertThat(redis.isRunning()).isFalse();
        assertThatThrownBy(() -> ServerQueries.ping(redis.address())).isInstanceOf(RuntimeException.class);
        redis.start();
        assertThat(ServerQueries.ping(redis.address())).isEqualTo("PONG");
    }

    @Test
    void aFrozenPostgresKeepsItsClientsWaitingAndThenAnswers() throws SQLException {
        var postgres = services.postgres();
        postgres.pause();
        try {
            assertThatThrownBy(() -> ServerQueries.sql(postgres.address(), "SELECT 1")).isInstanceOf(SQLException.class);
            assertThat(postgres.isRunning()).isTrue();
        } finally {
            postgres.resume();
        }
        assertThat(ServerQueries.sql(postgres.address(), "SELECT 1")).isEqualTo("1");
    }

    @Test
    void closingEndsTheProcessesFrozenOnesTooAndRemovesTheirData() {
        var own = EmbeddedServices.start(Durability.DISCARDABLE);
        List<Path> folders = List.of(own.postgres().folder.path(), own.redis().folder.path());
        assertThat(folders).allSatisfy(folder -> assertThat(folder).isDirectory());
        own.redis().pause();

        own.close();

        assertThat(own.postgres().isRunning()).isFalse();
        assertThat(own.redis().isRunning()).isFalse();
        assertThat(FreePort.isFree(own.postgres().port())).isTrue();
        assertThat(FreePort.isFree(own.redis().port())).isTrue();
        assertThat(folders).allSatisfy(folder -> assertThat(folder).doesNotExist());
    }

    @Test
    void aFailedStartLeavesNothingAndSaysWhy() {
        var own = EmbeddedServices.start(Durability.DISCARDABLE);
        try (own) {
            own.postgres().stop();
            Path settings = own.postgres().folder.path().resolve("data/postgresql.conf");
            assertThatThrownBy(() -> {
                Files.writeString(settings, "no_such_setting = 1");
                own.postgres().start();
            }).hasMessageContaining("no_such_setting");
            assertThat(own.postgres().isRunning()).isFalse();
        }
    }
}
