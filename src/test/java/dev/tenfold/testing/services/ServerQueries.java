package dev.tenfold.testing.services;

import io.lettuce.core.RedisClient;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Queries to the servers, each on a new connection. */
final class ServerQueries {

    private ServerQueries() {}

    static String sql(Postgres postgres, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl() + "?socketTimeout=10&loginTimeout=10", postgres.username(),
                postgres.password());
                var statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (var rows = statement.getResultSet()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    static String ping(Redis redis) {
        try (var client = RedisClient.create(redis.uri()); var connection = client.connect()) {
            return connection.sync().ping();
        }
    }
}
