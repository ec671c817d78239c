package dev.tenfold.deadline;

import javax.sql.DataSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Spring Boot's pool and template, but for the deadlines. */
@Configuration(proxyBeanMethods = false)
class DeadlineConfiguration {

    @Bean
    @ConfigurationProperties("spring.datasource.hikari")
    TimelyPool dataSource(DataSourceProperties properties) {
        return properties.initializeDataSourceBuilder().type(TimelyPool.class).build();
    }

    @Bean
    JdbcTemplate jdbcTemplate(DataSource source) {
        return new TimelyJdbcTemplate(source);
    }
}
