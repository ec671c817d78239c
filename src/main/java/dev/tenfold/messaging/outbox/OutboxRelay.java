package dev.tenfold.messaging.outbox;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenfold.messaging.outbox.EventTarget.PublishFailed;
import dev.tenfold.platform.worker.SupervisedLoop;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells events as long as the process runs: woken when there are some, and again and again where the database or the target are away. */
final class OutboxRelay extends SupervisedLoop {

    /** After the line to Redis has opened, and until before it closes. */
    private static final int PHASE = 1_400;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10); // the batch at work has its time limits
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
            pause("Events cannot be told", failure);
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
                pause("Events cannot be told to " + refused.getMessage(), refused);
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

    /** Rests longer from failure to failure. The first of a row is worth a line in the log, the others say nothing new. */
    private void pause(String what, Exception failure) throws InterruptedException {
        if (failures++ == 0 && isRunning()) {
            LOG.warn("{}; the relay tries again: {}", what, failure.toString());
        } else {
            LOG.debug("{}", what, failure);
        }
        long most = Math.min(properties.maxPause().toMillis(), FIRST_PAUSE.toMillis() << Math.min(failures, 20));
        await(Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1)));
    }
}
