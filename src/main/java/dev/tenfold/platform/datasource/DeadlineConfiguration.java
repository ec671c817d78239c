package dev.tenfold.platform.datasource;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Spring Boot's connection pool and JDBC template, extended with deadlines, and with traces if tracing is on. */
@Configuration(proxyBeanMethods = false)
class DeadlineConfiguration {

    @Bean
    @ConfigurationProperties("spring.datasource.hikari")
    DeadlineDataSource dataSource(DataSourceProperties properties) {
        return properties.initializeDataSourceBuilder().type(DeadlineDataSource.class).build();
    }

    @Bean
    JdbcTemplate jdbcTemplate(DataSource primary, ReplicaProperties replicas, ObjectProvider<Tracer> tracer,
            ObservationRegistry observations) {
        DataSource source = replicas.url().isEmpty() ? primary : new ReplicaRouting(primary);
        return tracer.getIfAvailable() == null ? new DeadlineJdbcTemplate(source) : new TracedJdbcTemplate(source, observations);
    }
}
