package dev.tenfold.testing.services;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Databases for tests that look at all rows, where rows of other tests would disturb. */
public final class SeparateDatabase {

    private static final int REDIS_DATABASES = 15; // besides the first, which the other tests use
    private static final AtomicInteger CREATED = new AtomicInteger();

    private SeparateDatabase() {}

    /**
     * A new, empty database on the shared PostgreSQL, and one of the shared Redis, so that cached values of one database are never read
     * for another.
     */
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
        String redis = shared.redis().uri() + "/" + (1 + CREATED.getAndIncrement() % REDIS_DATABASES);
        return new Services(new Postgres(url, postgres.username(), postgres.password()), new Redis(redis));
    }
}
