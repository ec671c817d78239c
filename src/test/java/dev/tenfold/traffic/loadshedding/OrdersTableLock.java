package dev.tenfold.traffic.loadshedding;

import dev.tenfold.testing.services.Postgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Locks the orders table: every other statement that uses it waits. */
final class OrdersTableLock implements AutoCloseable {

    private final Connection connection;

    OrdersTableLock(Postgres postgres) throws SQLException {
        connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), postgres.password());
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
        }
    }

    /** How many statements wait for the lock. */
    int waiting() throws SQLException {
        try (var statement = connection.createStatement(); var rows = statement.executeQuery("""
                SELECT count(*) FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name = 'tenfold'
                """)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.close();
    }
}
