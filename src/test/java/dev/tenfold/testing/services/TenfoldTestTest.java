package dev.tenfold.testing.services;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.support.TestPropertySourceUtils;

import static org.assertj.core.api.Assertions.assertThat;

/** What a test with this annotation gets. */
@TenfoldTest
class TenfoldTestTest {

    @Test
    void theServiceAnswersOnTheSharedDatabaseWithItsMetrics(@LocalServerPort int port,
            @Autowired JdbcClient jdbc) throws Exception {
        String migrated = "SELECT count(*) FROM flyway_schema_history WHERE success";
        assertThat(jdbc.sql(migrated).query(String.class).single()).isEqualTo(ServerQueries.sql(Services.shared().postgres(), migrated))
                .isNotEqualTo("0");
        try (var client = HttpClient.newHttpClient()) {
            var metrics = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/prometheus")).build();
            assertThat(client.send(metrics, BodyHandlers.ofString()).body()).contains("hikaricp_connections");
        }
    }

    @Test
    void aTestsOwnSettingsWin() {
        try (var context = new GenericApplicationContext()) {
            TestPropertySourceUtils.addInlinedPropertiesToEnvironment(context, "spring.data.redis.url=redis://of-my-own:1");
            new ServicesInitializer().initialize(context);
            assertThat(context.getEnvironment().getProperty("spring.data.redis.url")).isEqualTo("redis://of-my-own:1");
            assertThat(context.getEnvironment().getProperty("spring.datasource.url")).isEqualTo(Services.shared().postgres().jdbcUrl());
        }
    }
}
