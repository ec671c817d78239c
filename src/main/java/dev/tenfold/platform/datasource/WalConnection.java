package dev.tenfold.platform.datasource;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A connection for questions about the write-ahead log. It is not part of a pool, because the answers must not wait for other work. It is
 * opened when it is needed, and again after a failure. For one thread at a time.
 */
final class WalConnection implements AutoCloseable {

    private static final String SECONDS = "1"; // an answer takes a millisecond; a server that needs longer counts as away

    private final String url;
    private final Properties settings = new Properties();
    private @Nullable Connection connection;

    /** @param pool whose driver settings and user it has */
    WalConnection(DeadlineDataSource pool) {
        this.url = pool.getJdbcUrl();
        settings.putAll(pool.getDataSourceProperties());
        settings.put("connectTimeout", SECONDS);
        settings.put("loginTimeout", SECONDS);
        settings.put("socketTimeout", SECONDS);
        putIfPresent("user", pool.getUsername());
        putIfPresent("password", pool.getPassword());
    }

    private void putIfPresent(String name, @Nullable String value) {
        if (value != null) {
            settings.put(name, value);
        }
    }

    /** Reads one row. */
    interface RowReader<T> {

        T read(ResultSet row) throws SQLException;
    }

    /** Runs a query that returns one row. */
    <T> T ask(String sql, RowReader<T> reader) throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = DriverManager.getConnection(url, settings);
            connection = open;
        }
        try (Statement statement = open.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return reader.read(row);
        } catch (SQLException failure) {
            close();
            throw failure;
        }
    }

    @Override
    public void close() throws SQLException {
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }
}
