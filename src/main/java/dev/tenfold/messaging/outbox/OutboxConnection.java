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
 * The relay's own connection to PostgreSQL, with the same time limits as the pool's connections. It is separate because it listens for
 * notifications, and so a busy pool does not delay the relay. For use by one thread.
 */
final class OutboxConnection implements AutoCloseable {

    /** How often a wait checks whether the service is shutting down. */
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

    /** Runs work in a transaction. After a failure the connection must be closed, which rolls back. */
    <T> T inTransaction(Supplier<T> work) throws SQLException {
        connection.setAutoCommit(false);
        T result = work.get();
        connection.commit();
        connection.setAutoCommit(true);
        return result;
    }

    /** Waits for a notification of new events, for at most this long or until the wait is no longer needed. */
    void await(Duration limit, BooleanSupplier needed) throws SQLException {
        long end = System.nanoTime() + limit.toNanos();
        while (needed.getAsBoolean() && System.nanoTime() < end) {
            PGNotification[] notifications = connection.unwrap(PGConnection.class).getNotifications(SLICE_MILLIS);
            if (notifications != null && notifications.length > 0) {
                return;
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
