package dev.tenfold.messaging.outbox;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenfold.messaging.outbox.EventTarget.PublishFailed;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Tells events as long as the process runs: woken when there are some, and again and again where the database or the target are away. */
final class OutboxRelay implements SmartLifecycle {

    /** After the line to Redis has opened, and until before it closes. */
    private static final int PHASE = 1_400;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    private final HikariDataSource pool;
    private final OutboxPublisher publisher;
    private final OutboxMetrics metrics;
    private final OutboxProperties properties;
    private volatile boolean running;
    private @Nullable Thread thread;
    private long failures;
    private long lagSeen;

    OutboxRelay(HikariDataSource pool, OutboxPublisher publisher, OutboxMetrics metrics, OutboxProperties properties) {
        this.pool = pool;
        this.publisher = publisher;
        this.metrics = metrics;
        this.properties = properties;
    }

    private void work() {
        while (running) {
            try (OutboxConnection connection = OutboxConnection.open(pool)) {
                serve(connection);
            } catch (SQLException | RuntimeException failure) { // whatever it is, it must not be the last that the relay does
                pause("Events cannot be told", failure);
            }
        }
    }

    private void serve(OutboxConnection connection) throws SQLException {
        lagSeen = System.nanoTime() - properties.lagInterval().toNanos();
        while (running) {
            lookForLag(connection);
            try {
                if (!publisher.publishBatch(connection)) {
                    connection.await(properties.poll(), () -> running);
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
    private void pause(String what, Exception failure) {
        if (failures++ == 0 && running) {
            LOG.warn("{}; the relay tries again: {}", what, failure.toString());
        } else {
            LOG.debug("{}", what, failure);
        }
        long most = Math.min(properties.maxPause().toMillis(), FIRST_PAUSE.toMillis() << Math.min(failures, 20));
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
        } catch (InterruptedException stopped) {
            LOG.debug("The relay stops");
        }
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("relay").daemon().start(this::work);
    }

    /** Lets the batch at work finish: it has its time limits. */
    @Override
    public void stop() {
        running = false;
        if (thread != null) {
            try {
                thread.join(LONGEST_STOP);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
