package dev.tenfold.testing.services;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
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

    /**
     * The migrations for this database. As in the service, their lock needs no transaction: an index that is built concurrently waits for
     * all open transactions.
     */
    public FluentConfiguration flyway() {
        return Flyway.configure().dataSource(database()).configuration(Map.of("flyway.postgresql.transactional.lock", "false"));
    }

    public JdbcClient client() {
        return JdbcClient.create(database());
    }
}
