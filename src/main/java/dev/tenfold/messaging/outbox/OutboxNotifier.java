package dev.tenfold.messaging.outbox;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Wakes whoever waits for events, once they are committed. Not by a NOTIFY in the transaction itself: PostgreSQL lets transactions that notify
 * commit one after the other only. A NOTIFY of its own, for all commits of the moment, costs them nothing; one that gets lost, because this
 * process died first, is made up for by the relay's own look at the outbox.
 */
@Component
class OutboxNotifier implements SmartLifecycle {

    /** Opens after what writes events, and goes on until it has stopped. */
    private static final int PHASE = 1_500;
    private static final Duration MOMENT = Duration.ofMillis(10);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(OutboxNotifier.class);

    private final JdbcClient jdbc;
    private final Semaphore signalled = new Semaphore(0);
    private volatile boolean running;
    private @Nullable Thread thread;

    OutboxNotifier(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** There is something to tell. Does not block. */
    void signal() {
        if (signalled.availablePermits() == 0) {
            signalled.release();
        }
    }

    private void notifyOnSignal() {
        try {
            while (running) {
                signalled.acquire();
                signalled.drainPermits();
                notifyListeners();
                Thread.sleep(MOMENT);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void notifyListeners() {
        try {
            jdbc.sql("SELECT pg_notify(:channel, '')").param("channel", Outbox.CHANNEL).query((row, number) -> true).single();
        } catch (DataAccessException away) {
            LOG.debug("Nobody could be woken", away);
        }
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("outbox-notifier").daemon().start(this::notifyOnSignal);
    }

    @Override
    public void stop() {
        running = false;
        if (thread != null) {
            thread.interrupt();
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
