package dev.tenfold.testing.services;

import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The address and the credentials of a PostgreSQL. The user is a superuser, so that tests can inspect everything. */
public record Postgres(String jdbcUrl, String username, String password) {

    static final String DATABASE = "tenfold";
    static final String SUPERUSER = "postgres";

    /** Opens a new connection each time. */
    public DataSource database() {
        return new DriverManagerDataSource(jdbcUrl, username, password);
    }

    /**
     * One connection for all statements, for callers that send so many that opening connections would take most of the time. Must be
     * closed.
     */
    public SingleConnectionDataSource connection() {
        return new SingleConnectionDataSource(jdbcUrl, username, password, true);
    }

    public JdbcClient client() {
        return JdbcClient.create(database());
    }
}
