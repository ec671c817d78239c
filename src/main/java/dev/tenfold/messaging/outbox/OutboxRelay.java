package dev.tenfold.messaging.outbox;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenfold.messaging.outbox.EventTarget.PublishFailed;
import dev.tenfold.platform.worker.SupervisedLoop;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes events for as long as the process runs. It is notified when there are new events, and tries again while the database or the
 * target is down.
 */
final class OutboxRelay extends SupervisedLoop {

    /** Starts after the Redis connection has opened, and stops before it closes. */
    private static final int PHASE = 1_400;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10); // the running batch has time limits
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    private final HikariDataSource pool;
    private final OutboxPublisher publisher;
    private final OutboxMetrics metrics;
    private final OutboxProperties properties;
    private long failures;
    private long lagSeen;

    OutboxRelay(HikariDataSource pool, OutboxPublisher publisher, OutboxMetrics metrics, OutboxProperties properties) {
        super("relay", PHASE, LONGEST_STOP);
        this.pool = pool;
        this.publisher = publisher;
        this.metrics = metrics;
        this.properties = properties;
    }

    @Override
    protected void runOnce() throws InterruptedException {
        try (OutboxConnection connection = OutboxConnection.open(pool)) {
            serve(connection);
        } catch (SQLException | RuntimeException failure) {
            pause("Publishing events failed", failure);
        }
    }

    private void serve(OutboxConnection connection) throws SQLException, InterruptedException {
        lagSeen = System.nanoTime() - properties.lagInterval().toNanos();
        while (isRunning()) {
            lookForLag(connection);
            try {
                if (!publisher.publishBatch(connection)) {
                    connection.await(properties.poll(), this::isRunning);
                }
                failures = 0;
            } catch (PublishFailed refused) {
                metrics.failed();
                pause("Publishing events failed: " + refused.getMessage(), refused);
            }
        }
    }

    private void lookForLag(OutboxConnection connection) {
        long now = System.nanoTime();
        if (now - lagSeen >= properties.lagInterval().toNanos()) {
            metrics.oldest(connection.pendingEvents().oldest().orElse(null));
            lagSeen = now;
        }
    }

    /** Pauses, longer after each failure in a row. Only the first failure is logged as a warning. */
    private void pause(String what, Exception failure) throws InterruptedException {
        if (failures++ == 0 && isRunning()) {
            LOG.warn("{}, retrying: {}", what, failure.toString());
        } else {
            LOG.debug("{}", what, failure);
        }
        long most = Math.min(properties.maxPause().toMillis(), FIRST_PAUSE.toMillis() << Math.min(failures, 20));
        await(Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1)));
    }
}
