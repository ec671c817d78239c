package dev.tenfold.platform.configuration;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenfold.platform.datasource.ReadReplicas;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Logs at start how many PostgreSQL connections all instances together may open, so that a limit that is too low is found at start and
 * not under load.
 */
@Component
class ConnectionBudget implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionBudget.class);
    private static final int RELAYS = 1; // the relay's connection is not part of the pool

    private final JdbcClient jdbc;
    private final HikariDataSource pool;
    private final ReadReplicas replicas;
    private final ProcessProperties properties;

    ConnectionBudget(JdbcClient jdbc, HikariDataSource pool, ReadReplicas replicas, ProcessProperties properties) {
        this.jdbc = jdbc;
        this.pool = pool;
        this.replicas = replicas;
        this.properties = properties;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        int most = Integer.parseInt(jdbc.sql("SHOW max_connections").query(String.class).single());
        int wanted = properties.expectedInstances() * (pool.getMaximumPoolSize() + RELAYS + replicas.primaryConnections());
        String sentence = sentence(properties.expectedInstances(), pool.getMaximumPoolSize(), wanted, most);
        if (wanted > most) {
            LOG.warn("{}: make the pool smaller or raise max_connections", sentence);
        } else {
            LOG.info("{}", sentence);
        }
    }

    static String sentence(int instances, int poolSize, int wanted, int most) {
        String count = instances == 1 ? "1 instance" : instances + " instances";
        return "%s with a database pool of %d may open %d connections; PostgreSQL allows %d".formatted(count, poolSize, wanted, most);
    }
}
