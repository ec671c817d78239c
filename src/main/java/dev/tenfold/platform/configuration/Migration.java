package dev.tenfold.platform.configuration;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The only configuration in the role {@code migrate}: Spring Boot's Flyway applies the migrations, or waits until another process has
 * ({@link MigrationProperties#waitOnly}), then the process ends. It only needs PostgreSQL.
 */
@Configuration(proxyBeanMethods = false)
@OnRole(ProcessRole.MIGRATE)
@ImportAutoConfiguration(FlywayAutoConfiguration.class)
@Import(SchemaMigration.class)
class Migration {}
