package dev.tenfold.services;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;

/** Databases for tests that look at every row: what other tests leave behind is none of their business. */
public final class OwnDatabase {

    private OwnDatabase() {}

    /** A new, empty database on the shared PostgreSQL, and the shared Redis. */
    public static Services create() {
        Services shared = Services.shared();
        Postgres postgres = shared.postgres();
        String name = "own_" + UUID.randomUUID().toString().replace("-", "");
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), postgres.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create a database", e);
        }
        String url = postgres.jdbcUrl().replaceFirst("/" + Postgres.DATABASE + "(?=\\?|$)", "/" + name);
        return new Services(new Postgres(url, postgres.username(), postgres.password()), shared.redis());
    }
}
