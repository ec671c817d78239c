package dev.tenfold.testing.services;

import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Where a PostgreSQL answers, and as whom to sign in. The user is a superuser, so that tests can look behind the scenes. */
public record Postgres(String jdbcUrl, String username, String password) {

    static final String DATABASE = "tenfold";
    static final String SUPERUSER = "postgres";

    /** A new connection each time. */
    public DataSource database() {
        return new DriverManagerDataSource(jdbcUrl, username, password);
    }

    /** One connection for all statements, for who asks so often that opening one each time would be most of the work. To be closed. */
    public SingleConnectionDataSource connection() {
        return new SingleConnectionDataSource(jdbcUrl, username, password, true);
    }

    public JdbcClient client() {
        return JdbcClient.create(database());
    }
}
