package dev.tenfold.shop.payment;

import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.platform.jdbc.BatchedDelete;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes old payment events. Instances share the work: each skips the rows that another is deleting. */
@Component
@OnRole(ProcessRole.WORKER)
class PaymentEventPurge {

    private static final String INTERVAL = "${tenfold.payment.purge-interval:" + PaymentProperties.PURGE_INTERVAL + "}";

    private final PaymentEventRepository events;
    private final BatchedDelete batches;
    private final Clock clock;
    private final Duration retention;

    PaymentEventPurge(PaymentEventRepository events, BatchedDelete batches, Clock clock, PaymentProperties properties) {
        this.events = events;
        this.batches = batches;
        this.clock = clock;
        this.retention = properties.retention();
    }

    @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
    void purge() {
        Instant oldest = clock.instant().minus(retention);
        batches.run(most -> events.purge(oldest, most));
    }
}
