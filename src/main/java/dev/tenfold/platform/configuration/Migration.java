package dev.tenfold.platform.configuration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The only configuration in the role {@code migrate}: Spring Boot's Flyway applies the migrations, then the process ends. It only needs
 * PostgreSQL.
 */
@Configuration(proxyBeanMethods = false)
@OnRole(ProcessRole.MIGRATE)
@ImportAutoConfiguration(FlywayAutoConfiguration.class)
class Migration {

    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);

    @Bean
    FlywayMigrationStrategy migrateAndLog() {
        return flyway -> {
            int applied = flyway.migrate().migrationsExecuted;
            LOG.info("The schema is up to date: {}", applied == 1 ? "1 migration was applied" : applied + " migrations were applied");
        };
    }
}
