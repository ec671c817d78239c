package dev.tenfold.api.idempotency;

import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.platform.jdbc.Transactions;
import java.time.Clock;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Deletes expired keys, in batches small enough not to delay other work. Instances share the work: each skips the rows that another is
 * deleting.
 */
@Component
@OnRole(ProcessRole.WORKER)
class IdempotencyPurge {

    private static final String INTERVAL = "${tenfold.idempotency.purge-interval:" + IdempotencyProperties.PURGE_INTERVAL + "}";
    private static final int BATCH = 1_000;
    private static final int MOST_BATCHES = 100;

    private final IdempotencyRepository keys;
    private final Transactions transactions;
    private final Clock clock;

    IdempotencyPurge(IdempotencyRepository keys, Transactions transactions, Clock clock) {
        this.keys = keys;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
    void purge() {
        for (int batch = 0; batch < MOST_BATCHES; batch++) {
            if (transactions.run(() -> keys.purge(clock.instant(), BATCH)) < BATCH) {
                return;
            }
        }
    }
}
