package dev.tenfold.testing.services;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What every test relies on, whether the servers come from Docker or are embedded. */
class ServicesTest {

    private final Services services = Services.shared();

    @Test
    void postgresIsTheVersionThatProductionRuns() throws SQLException {
        assertThat(ServerQueries.sql(services.postgres(), "SELECT version()")).startsWith("PostgreSQL 18.");
    }

    @Test
    void postgresHasConnectionsForManyInstancesAndDoesNotWaitForTheDisk() throws SQLException {
        assertThat(ServerQueries.sql(services.postgres(), "SHOW max_connections")).isEqualTo("200");
        assertThat(ServerQueries.sql(services.postgres(), "SHOW fsync")).isEqualTo("off");
    }

    @Test
    void namesSortTheSameWhereverPostgresCameFrom() throws SQLException {
        assertThat(ServerQueries.sql(services.postgres(), "SELECT string_agg(n, '' ORDER BY n) FROM unnest(ARRAY['b','a','B','A','é']) n"))
                .isEqualTo("ABabé");
    }

    @Test
    void redisAnswers() {
        assertThat(ServerQueries.ping(services.redis())).isEqualTo("PONG");
    }

    @Test
    void theyAreStartedOnce() {
        assertThat(Services.shared()).isSameAs(services);
    }
}
