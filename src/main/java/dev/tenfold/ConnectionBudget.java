package dev.tenfold;

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
        if (wanted > most) {
            LOG.warn(
                    "{} instances with a pool of {} may open {} connections, and PostgreSQL takes {}: make the pool smaller or raise max_connections",
                    properties.expectedInstances(), pool.getMaximumPoolSize(), wanted, most);
        } else {
            LOG.info("{} instances with a pool of {} may open {} of PostgreSQL's {} connections", properties.expectedInstances(),
                    pool.getMaximumPoolSize(), wanted, most);
        }
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
