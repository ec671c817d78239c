package dev.tenfold.api.audit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Failures are counted in a limited number of rows, and none is lost while the database is away. */
class AuditFailuresTest {

    private static final int MOST = 5;

    private final List<AuditEvent> written = new ArrayList<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private boolean away;
    private final AuditFailures failures = new AuditFailures(new Table(), Clock.systemUTC(),
            new AuditProperties(Duration.ofDays(400), Duration.ofMinutes(1), Duration.ofSeconds(10), MOST), metrics);

    @Test
    void aFloodFromManyAddressesNeedsFewRows() {
        IntStream.range(0, 100_000).forEach(i -> failures.add(AuditKind.SIGN_IN, UUID.randomUUID(), "192.0.2." + i, "request-" + i));
        failures.flush();
        assertThat(written).hasSize(MOST + 1);
        assertThat(written.stream().mapToInt(AuditEvent::count).sum()).isEqualTo(100_000);
        assertThat(written.getLast().detail()).isEqualTo(AuditFailures.OTHERS);
        assertThat(written.getLast().subject()).isNull();
        assertThat(metrics.counter("tenfold.audit.failures.merged").count()).isEqualTo(100_000 - MOST);
        failures.flush();
        assertThat(written).as("nothing is written twice").hasSize(MOST + 1);
    }

    @Test
    void equalFailuresAreOneRowWithTheFirstRequest() {
        UUID account = UUID.randomUUID();
        IntStream.range(0, 1_000).forEach(i -> failures.add(AuditKind.SIGN_IN, account, "192.0.2.7", "request-" + i));
        failures.add(AuditKind.SIGN_IN, account, "192.0.2.8", "another");
        failures.flush();
        assertThat(written).extracting(AuditEvent::count).containsExactlyInAnyOrder(1_000, 1);
        assertThat(written).extracting(AuditEvent::requestId).containsExactlyInAnyOrder("request-0", "another");
    }

    @Test
    void countsAreKeptWhileTheDatabaseIsAway() {
        UUID account = UUID.randomUUID();
        away = true;
        for (int round = 0; round < 3; round++) {
            failures.add(AuditKind.SIGN_IN, account, "192.0.2.7", "request");
            IntStream.range(0, 100).forEach(i -> failures.add(AuditKind.SIGN_IN, UUID.randomUUID(), "192.0.2.7", "request"));
            failures.flush();
        }
        away = false;
        failures.flush();
        assertThat(written).hasSize(MOST + 1);
        assertThat(written.stream().mapToInt(AuditEvent::count).sum()).isEqualTo(303);
    }

    /** The table, which can be away. */
    private final class Table extends AuditRepository {

        Table() {
            super(JdbcClient.create(new JdbcTemplate()));
        }

        @Override
        void add(List<AuditEvent> events) {
            if (away) {
                throw new DataAccessResourceFailureException("away");
            }
            written.addAll(events);
        }
    }
}
