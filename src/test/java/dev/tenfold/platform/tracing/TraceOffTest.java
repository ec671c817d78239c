package dev.tenfold.platform.tracing;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.services.TenfoldTest;
import io.lettuce.core.tracing.Tracing;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.OpenTelemetry;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** Without an endpoint, no part of tracing is active, so it costs nothing. */
@TenfoldTest
class TraceOffTest {

    private final ApiClient api;

    TraceOffTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
    }

    @Test
    void thereIsNoTracerAndStatementsAndCommandsAreNotObserved(@Autowired ObjectProvider<Tracer> tracer,
            @Autowired ObjectProvider<OpenTelemetry> telemetry, @Autowired JdbcTemplate jdbc, @Autowired LettuceConnectionFactory redis) {
        assertThat(tracer.stream()).isEmpty();
        assertThat(telemetry.stream()).isEmpty();
        assertThat(jdbc.getClass().getSimpleName()).isEqualTo("DeadlineJdbcTemplate");
        assertThat(redis.getRequiredNativeClient().getResources().tracing()).isSameAs(Tracing.disabled());
    }

    @Test
    void problemsHaveNoTraceId() {
        assertThat(api.get("/api/v1/orders/" + UUID.randomUUID()).isProblem(401, "unauthenticated").json().has("trace_id")).isFalse();
    }
}
