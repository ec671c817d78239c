package dev.tenfold.messaging.outbox;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The relay's own connection to PostgreSQL, with the pool's time limits: it listens, and a busy pool does not hold the relay up, nor the relay
 * the pool. For one thread.
 */
final class OutboxConnection implements AutoCloseable {

    /** How soon a wait notices that the service stops. */
    private static final int SLICE_MILLIS = 100;

    private final Connection connection;
    private final JdbcClient jdbc;
    private final PendingEventRepository pendingEvents;

    private OutboxConnection(Connection connection) {
        this.connection = connection;
        this.jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
        this.pendingEvents = new PendingEventRepository(jdbc);
    }

    static OutboxConnection open(HikariDataSource pool) throws SQLException {
        var properties = new Properties();
        properties.putAll(pool.getDataSourceProperties());
        properties.setProperty("user", pool.getUsername());
        properties.setProperty("password", pool.getPassword());
        properties.setProperty("ApplicationName", "tenfold-relay");
        Connection connection = DriverManager.getConnection(pool.getJdbcUrl(), properties);
        try (var listen = connection.createStatement()) {
            listen.execute("LISTEN " + Outbox.CHANNEL);
            return new OutboxConnection(connection);
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    PendingEventRepository pendingEvents() {
        return pendingEvents;
    }

    /** Runs work in a transaction. After a failure the connection is of no more use: closing it rolls back. */
    <T> T inTransaction(Supplier<T> work) throws SQLException {
        connection.setAutoCommit(false);
        T result = work.get();
        connection.commit();
        connection.setAutoCommit(true);
        return result;
    }

    /** Waits until somebody wrote events, for so long at most, or until there is no need to. */
    void await(Duration limit, BooleanSupplier needed) throws SQLException {
        long end = System.nanoTime() + limit.toNanos();
        while (needed.getAsBoolean() && System.nanoTime() < end) {
            PGNotification[] heard = connection.unwrap(PGConnection.class).getNotifications(SLICE_MILLIS);
            if (heard != null && heard.length > 0) {
                return;
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
