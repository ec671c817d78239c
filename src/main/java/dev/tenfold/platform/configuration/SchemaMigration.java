package dev.tenfold.platform.configuration;

import dev.tenfold.platform.jdbc.SqlState;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;

/**
 * How Flyway updates the schema while instances use it. A migration that waits for a lock makes all others wait that need the table after it.
 * So it waits for a short time only, and is tried again later.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MigrationProperties.class)
class SchemaMigration {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaMigration.class);

    @Bean
    FlywayConfigurationCustomizer shortWaitsForLocks(MigrationProperties properties) {
        return flyway -> flyway.initSql("SET lock_timeout = " + properties.lockTimeout().toMillis()); // ms
    }

    @Bean
    FlywayMigrationStrategy migrate(MigrationProperties properties) {
        return flyway -> {
            if (properties.waitOnly()) {
                await(flyway, properties.retryInterval());
            } else {
                int applied = migrate(flyway, properties);
                LOG.info("The schema is up to date: {}", applied == 1 ? "1 migration was applied" : applied + " migrations were applied");
            }
        };
    }

    private static int migrate(Flyway flyway, MigrationProperties properties) {
        long end = System.nanoTime() + properties.retryFor().toNanos();
        int before = flyway.info().applied().length;
        while (true) {
            try {
                flyway.migrate();
                return flyway.info().applied().length - before;
            } catch (FlywayException failure) {
                if (!SqlState.of(failure).equals(SqlState.LOCK_NOT_AVAILABLE)) {
                    throw failure;
                }
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(
                            "A migration did not get a lock within %s, in any attempt of the last %s: a transaction holds it. Find it in pg_stat_activity, end it, and start again"
                                    .formatted(properties.lockTimeout(), properties.retryFor()),
                            failure);
                }
                LOG.warn("A migration did not get a lock within {}. It is tried again: {}", properties.lockTimeout(),
                        NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
            }
            flyway.repair(); // a migration without a transaction leaves an entry when it fails, and can be run again
            pause(properties.retryInterval());
        }
    }

    private static void await(Flyway flyway, Duration interval) {
        boolean logged = false;
        while (flyway.info().pending().length > 0) {
            if (!logged) {
                logged = true;
                LOG.info("Waiting until another process has applied the migrations");
            }
            pause(interval);
        }
        LOG.info("The schema is up to date");
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The migration was interrupted", stopped);
        }
    }
}
