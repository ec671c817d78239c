package dev.tenfold.platform.datasource;

import dev.tenfold.testing.services.NetworkProxy;
import dev.tenfold.testing.services.Postgres;
import dev.tenfold.testing.services.Services;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A pool of one connection with deadlines, on a real PostgreSQL. */
class DeadlineDataSourceTest {

    private static final int RACES = 400;
    private static final Duration PROMPT = Duration.ofSeconds(10);
    private static final Duration LESS_THAN_HIKARI = Duration.ofSeconds(4);
    private static final Duration AWAY = Duration.ofSeconds(6);

    private final DeadlineDataSource pool = pool(Duration.ofSeconds(30));
    private final JdbcClient jdbc = JdbcClient.create(new DeadlineJdbcTemplate(pool));

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void aStatementIsCancelledAtTheDeadline() {
        assertPrompt(() -> sleep(30), DataAccessException.class);
        assertThat(runningSleeps()).isZero();
        assertThat(jdbc.sql("SELECT 7").query(Integer.class).single()).as("the connection is as good as new").isEqualTo(7);
    }

    @Test
    void theWaitForAConnectionEndsAtTheDeadline() throws SQLException {
        jdbc.sql("SELECT 1").query(Integer.class).single(); // starts the pool
        try (Connection _ = pool.getConnection()) {
            assertPrompt(() -> sleep(0), CannotGetJdbcConnectionException.class);
        }
    }

    @Test
    void pastTheDeadlineThereIsNoConnectionAtAll() {
        try (var deadline = Deadline.start(Duration.ofNanos(1))) {
            assertThatThrownBy(pool::getConnection).hasMessageContaining("deadline");
            assertThat(deadline.millisLeft()).isZero();
        }
        assertThatCode(() -> sleep(0)).doesNotThrowAnyException();
    }

    @Test
    void aDeadlineBetweenStatementsRollsBackTheTransaction() {
        jdbc.sql("CREATE TEMPORARY TABLE written (value int)").update(); // exists only in the one connection
        var transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
        assertPrompt(() -> transaction.executeWithoutResult(_ -> {
            jdbc.sql("INSERT INTO written VALUES (1)").update();
            while (!Deadline.hasPassed()) {
                Thread.onSpinWait();
            }
            jdbc.sql("INSERT INTO written VALUES (2)").update();
        }), DataAccessException.class);
        assertThat(jdbc.sql("SELECT count(*) FROM written").query(Integer.class).single()).isZero();
    }

    @Test
    void workForOtherRequestsContinuesAfterTheDeadline() {
        try (var _ = Deadline.start(Duration.ofMillis(1))) {
            assertThat(Deadline.<Boolean>suspend(() -> {
                sleep(0.05);
                return true;
            })).isTrue();
            assertThatThrownBy(() -> sleep(0)).isInstanceOf(DataAccessException.class);
        }
    }

    /**
     * Statements that end at about their deadline, so the cancellation is often already sent. It must not hit the next statement on the
     * connection.
     */
    @Test
    void aLateCancellationNeverHitsTheNextUserOfTheConnection() {
        int cancelled = 0;
        for (int race = 0; race < RACES; race++) {
            double seconds = 0.001 + ThreadLocalRandom.current().nextDouble(0.008);
            try (var _ = Deadline.start(Duration.ofMillis(5))) {
                sleep(seconds);
            } catch (DataAccessException late) {
                cancelled++;
            }
            sleep(0.002); // the next user of the connection, without a deadline: a late cancellation would throw here
        }
        assertThat(cancelled).as("both sides of the race were seen").isBetween(1, RACES - 1);
    }

    /** HikariCP alone would pause for 5 s. */
    @Test
    void aServerIsUsedAgainAsSoonAsItIsBack() throws SQLException {
        var server = URI.create(Services.shared().postgres().jdbcUrl().substring("jdbc:".length()));
        var forwarder = new NetworkProxy(server.getPort());
        int port = forwarder.port();
        try (var away = pool(Duration.ofSeconds(2))) {
            away.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + port + server.getPath());
            away.getConnection().close();
            forwarder.close();
            away.getHikariPoolMXBean().softEvictConnections();
            for (long end = System.nanoTime() + AWAY.toNanos(); System.nanoTime() < end;) {
                assertThatThrownBy(away::getConnection).isInstanceOf(SQLTransientConnectionException.class);
            }
            try (var _ = new NetworkProxy(server.getPort(), port)) {
                long back = System.nanoTime();
                away.getConnection().close();
                assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(LESS_THAN_HIKARI);
            }
        }
    }

    private void assertPrompt(Runnable work, Class<? extends Exception> failure) {
        long start = System.nanoTime();
        try (var _ = Deadline.start(Duration.ofMillis(300))) {
            assertThatThrownBy(work::run).isInstanceOf(failure);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(290), PROMPT);
    }

    private void sleep(double seconds) {
        jdbc.sql("SELECT pg_sleep(:seconds)").param("seconds", seconds).query((_, _) -> true).list();
    }

    private int runningSleeps() {
        return jdbc.sql("""
                SELECT count(*) FROM pg_stat_activity
                 WHERE application_name = 'timely' AND state = 'active' AND pid <> pg_backend_pid()
                """).query(Integer.class).single();
    }

    private static DeadlineDataSource pool(Duration connectionTimeout) {
        Postgres postgres = Services.shared().postgres();
        var pool = new DeadlineDataSource();
        pool.setJdbcUrl(postgres.jdbcUrl());
        pool.setUsername(postgres.username());
        pool.setPassword(postgres.password());
        pool.setMaximumPoolSize(1);
        pool.setConnectionTimeout(connectionTimeout.toMillis());
        pool.addDataSourceProperty("ApplicationName", "timely");
        return pool;
    }
}
