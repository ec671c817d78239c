package dev.tenfold.services;

import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Where a PostgreSQL answers, and as whom to sign in. The user is a superuser, so that tests can look behind the scenes. */
public record Postgres(String jdbcUrl, String username, String password) {

    static final String DATABASE = "tenfold";
    static final String SUPERUSER = "postgres";

    /** A new connection each time. */
    public DataSource database() {
        return new DriverManagerDataSource(jdbcUrl, username, password);
    }

    public JdbcClient client() {
        return JdbcClient.create(database());
    }
}
