package dev.tenfold.messaging.outbox;

import dev.tenfold.platform.worker.SupervisedLoop;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Wakes whoever waits for events, once they are committed. Not by a NOTIFY in the transaction itself: PostgreSQL lets transactions that notify
 * commit one after the other only. A NOTIFY of its own, for all commits of the moment, costs them nothing; one that gets lost, because this
 * process died first, is made up for by the relay's own look at the outbox.
 */
@Component
class OutboxNotifier extends SupervisedLoop {

    /** Opens after what writes events, and goes on until it has stopped. */
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

    /** There is something to tell. Does not block. */
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
