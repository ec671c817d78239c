package dev.tenfold.messaging.outbox;

import dev.tenfold.platform.worker.SupervisedLoop;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Wakes the relay once new events are committed. It does not use NOTIFY in the transaction of the change, because PostgreSQL lets
 * transactions that notify commit only one after the other. Instead, one separate NOTIFY covers all commits of the moment. If it is lost
 * because this process died, the relay finds the events at its next poll.
 */
@Component
class OutboxNotifier extends SupervisedLoop {

    /** Starts before the beans that write events, and stops after them. */
    private static final int PHASE = 1_500;
    private static final Duration MOMENT = Duration.ofMillis(10);
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(OutboxNotifier.class);

    private final JdbcClient jdbc;

    OutboxNotifier(JdbcClient jdbc) {
        super("outbox-notifier", PHASE, LONGEST_STOP);
        this.jdbc = jdbc;
    }

    /** There are new events. Does not block. */
    void signal() {
        wake();
    }

    @Override
    protected void runOnce() throws InterruptedException {
        if (await(IDLE)) {
            notifyListeners();
            Thread.sleep(MOMENT);
        }
    }

    private void notifyListeners() {
        try {
            jdbc.sql("SELECT pg_notify(:channel, '')").param("channel", Outbox.CHANNEL).query((row, number) -> true).single();
        } catch (DataAccessException away) {
            LOG.debug("Could not notify the outbox relays", away);
        }
    }
}
