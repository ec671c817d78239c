package dev.tenfold.shop.payment;

import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.platform.jdbc.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Deletes old payment events, in batches small enough not to delay other work. Instances share the work: each skips the rows that another
 * is deleting.
 */
@Component
@OnRole(ProcessRole.WORKER)
class PaymentEventPurge {

    private static final String INTERVAL = "${tenfold.payment.purge-interval:" + PaymentProperties.PURGE_INTERVAL + "}";
    private static final int BATCH = 1_000;
    private static final int MOST_BATCHES = 100;

    private final PaymentEventRepository events;
    private final Transactions transactions;
    private final Clock clock;
    private final Duration retention;

    PaymentEventPurge(PaymentEventRepository events, Transactions transactions, Clock clock, PaymentProperties properties) {
        this.events = events;
        this.transactions = transactions;
        this.clock = clock;
        this.retention = properties.retention();
    }

    @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
    void purge() {
        Instant oldest = clock.instant().minus(retention);
        for (int batch = 0; batch < MOST_BATCHES; batch++) {
            if (transactions.run(() -> events.purge(oldest, BATCH)) < BATCH) {
                return;
            }
        }
    }
}
