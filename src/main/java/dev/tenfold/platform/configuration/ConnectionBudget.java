package dev.tenfold.platform.configuration;

import com.zaxxer.hikari.HikariDataSource;
import jakarta.validation.constraints.Min;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.validation.annotation.Validated;

/** Says at start what all instances together may take of PostgreSQL's connections: the limit that is otherwise met at the worst moment. */
@Component
class ConnectionBudget implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionBudget.class);
    private static final int RELAYS = 1; // a connection besides the pool

    private final JdbcClient jdbc;
    private final HikariDataSource pool;
    private final Properties properties;

    ConnectionBudget(JdbcClient jdbc, HikariDataSource pool, Properties properties) {
        this.jdbc = jdbc;
        this.pool = pool;
        this.properties = properties;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        int most = Integer.parseInt(jdbc.sql("SHOW max_connections").query(String.class).single());
        int wanted = properties.expectedInstances() * (pool.getMaximumPoolSize() + RELAYS);
        String sentence = sentence(properties.expectedInstances(), pool.getMaximumPoolSize(), wanted, most);
        if (wanted > most) {
            LOG.warn("{}: make the pool smaller or raise max_connections", sentence);
        } else {
            LOG.info("{}", sentence);
        }
    }

    static String sentence(int instances, int poolSize, int wanted, int most) {
        String who = instances == 1 ? "1 instance" : instances + " instances";
        return "%s with a database pool of %d may open %d connections; PostgreSQL allows %d".formatted(who, poolSize, wanted, most);
    }

    /**
     * How the service is spread.
     *
     * @param expectedInstances how many processes run side by side
     */
    @Validated
    @ConfigurationProperties("tenfold")
    record Properties(@DefaultValue("1") @Min(1) int expectedInstances) {}
}
