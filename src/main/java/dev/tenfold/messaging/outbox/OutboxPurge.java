package dev.tenfold.messaging.outbox;

import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import jakarta.validation.constraints.NotNull;
import java.time.Clock;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.validation.annotation.Validated;

import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Forgets old events that have been told, in batches small enough to hold nobody up. */
@Component
@OnRole(ProcessRole.WORKER)
class OutboxPurge {

    private static final int BATCH = 1_000;
    private static final int MOST_BATCHES = 100;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Properties properties;

    OutboxPurge(JdbcClient jdbc, Clock clock, Properties properties) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.properties = properties;
    }

    @Scheduled(fixedDelayString = "${tenfold.outbox.purge-interval:1m}", initialDelayString = "${tenfold.outbox.purge-interval:1m}")
    void purge() {
        for (int batch = 0; batch < MOST_BATCHES; batch++) {
            if (purgeBatch() < BATCH) {
                return;
            }
        }
    }

    /** Looks at the head of the outbox only: positions rise with time, so what is behind a young event is young. */
    private int purgeBatch() {
        return jdbc.sql("""
                DELETE FROM outbox
                 WHERE position = ANY (ARRAY (
                     SELECT position
                       FROM (SELECT position, occurred_at, told_at FROM outbox ORDER BY position LIMIT :most FOR UPDATE SKIP LOCKED) AS head
                      WHERE occurred_at < :moment AND told_at IS NOT NULL))
                """).param("most", BATCH).param("moment", utc(clock.instant().minus(properties.retention()))).update();
    }

    /**
     * How events are kept.
     *
     * @param retention how long, at least: one that has not been told stays until it has
     * @param purgeInterval how often each instance forgets older ones
     */
    @Validated
    @ConfigurationProperties("tenfold.outbox")
    record Properties(
            @DefaultValue("7d") @NotNull @DurationMin(minutes = 1) Duration retention,
            @DefaultValue("1m") @NotNull @DurationMin(millis = 100) Duration purgeInterval) {}
}
