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

/** Deletes old events that have been published, in batches small enough not to delay other work. */
@Component
@OnRole(ProcessRole.WORKER)
class OutboxPurge {

    private static final String INTERVAL = "${tenfold.outbox.purge-interval:" + OutboxPurgeProperties.PURGE_INTERVAL + "}";
    private static final int BATCH = 1_000;
    private static final int MOST_BATCHES = 100;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final OutboxPurgeProperties properties;

    OutboxPurge(JdbcClient jdbc, Clock clock, OutboxPurgeProperties properties) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.properties = properties;
    }

    @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
    void purge() {
        for (int batch = 0; batch < MOST_BATCHES; batch++) {
            if (purgeBatch() < BATCH) {
                return;
            }
        }
    }

    /** Looks only at the oldest events. Positions rise with time, so all events after a young one are young too. */
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
     * How long events are kept.
     * @param retention how long at least: an event that is not published stays until it is
     * @param purgeInterval how often each instance deletes older ones
     */
    @Validated
    @ConfigurationProperties("tenfold.outbox")
    record OutboxPurgeProperties(
            @DefaultValue("7d") @NotNull @DurationMin(minutes = 1) Duration retention,
            @DefaultValue(PURGE_INTERVAL) @NotNull @DurationMin(millis = 100) Duration purgeInterval) {

        static final String PURGE_INTERVAL = "1m";
    }
}
