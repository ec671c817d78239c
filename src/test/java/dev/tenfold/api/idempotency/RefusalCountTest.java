package dev.tenfold.api.idempotency;

import dev.tenfold.api.problem.RequestContext;
import dev.tenfold.platform.failure.Failure.Conflict;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.CannotAcquireLockException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How often a refusal counts that is decided in a transaction. No other test causes this code. */
@TenfoldTest
class RefusalCountTest {

    @Autowired
    private Idempotency idempotency;
    @Autowired
    private Transactions transactions;
    @Autowired
    private MeterRegistry metrics;

    @Test
    void aRefusalCountsOnceAlthoughItsTransactionIsRunAgain() {
        double before = counted();
        var tries = new AtomicInteger();
        transactions.run(() -> {
            refuse();
            if (tries.incrementAndGet() < 3) {
                throw new CannotAcquireLockException("deadlock", new SQLException("deadlock detected", "40P01"));
            }
        });
        assertThat(tries).hasValue(3);
        assertThat(counted() - before).isEqualTo(1);
    }

    @Test
    void aRefusalThatIsRolledBackDoesNotCount() {
        double before = counted();
        assertThatThrownBy(() -> transactions.run((Runnable) () -> {
            refuse();
            throw new IllegalStateException("a bug");
        })).hasMessage("a bug");
        assertThat(counted()).isEqualTo(before);
        refuse();
        assertThat(counted() - before).as("outside of a transaction").isEqualTo(1);
    }

    private void refuse() {
        StoredResponse response = idempotency.answer(() -> {
            throw new Conflict(ProblemCode.TOO_MANY_WEBHOOKS, "for this test");
        }, new RequestContext("/", "test"));
        assertThat(response.status()).isEqualTo(409);
    }

    private double counted() {
        return metrics.counter("tenfold.failures", "code", "too_many_webhooks").count();
    }
}
