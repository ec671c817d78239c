package dev.tenfold.platform.datasource;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The pools of the replicas. They have the settings of the primary's pool, except for what is set here. They are no beans, so that nothing takes them for the primary. */
@Configuration(proxyBeanMethods = false)
class ReplicaConfiguration {

    /** A read that finds no connection within this time goes to the primary. */
    private static final Duration WAIT_FOR_CONNECTION = Duration.ofMillis(250);

    /** The pool opens its first connection later: an instance starts without its replicas. */
    private static final long START_WITHOUT_CONNECTION = -1;

    /** A replica refuses writes anyhow; one that was promoted a moment ago does not. */
    private static final String READ_ONLY = " -c default_transaction_read_only=on";
    private static final String OPTIONS = "options";

    @Bean
    ReadReplicas readReplicas(ReplicaProperties properties, DeadlineDataSource primary, Environment environment, MeterRegistry metrics) {
        var wal = new PrimaryWal(new WalConnection(primary), properties.poll());
        List<Replica> replicas = new ArrayList<>();
        for (String url : properties.url()) {
            DeadlineDataSource pool = pool(url, "replica-" + (replicas.size() + 1), primary, environment);
            pool.setMaximumPoolSize(properties.poolSize());
            pool.setMinimumIdle(1);
            pool.setMetricRegistry(metrics);
            replicas.add(new Replica(pool, wal, properties, metrics));
        }
        return new ReadReplicas(properties, wal, replicas, metrics);
    }

    private static DeadlineDataSource pool(String url, String name, DeadlineDataSource primary, Environment environment) {
        var pool = new DeadlineDataSource();
        Binder.get(environment).bind("spring.datasource.hikari", Bindable.ofInstance(pool));
        pool.setPoolName(name);
        pool.setJdbcUrl(url.strip());
        pool.setUsername(primary.getUsername());
        pool.setPassword(primary.getPassword());
        pool.setConnectionTimeout(WAIT_FOR_CONNECTION.toMillis());
        pool.setValidationTimeout(WAIT_FOR_CONNECTION.toMillis());
        pool.setInitializationFailTimeout(START_WITHOUT_CONNECTION);
        pool.addDataSourceProperty(OPTIONS, pool.getDataSourceProperties().getProperty(OPTIONS, "") + READ_ONLY);
        return pool;
    }
}
