package dev.tenfold.api.idempotency;

import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.platform.jdbc.BatchedDelete;
import java.time.Clock;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes expired keys. Instances share the work: each skips the rows that another is deleting. */
@Component
@OnRole(ProcessRole.WORKER)
class IdempotencyPurge {

    private static final String INTERVAL = "${tenfold.idempotency.purge-interval:" + IdempotencyProperties.PURGE_INTERVAL + "}";

    private final IdempotencyRepository keys;
    private final BatchedDelete batches;
    private final Clock clock;

    IdempotencyPurge(IdempotencyRepository keys, BatchedDelete batches, Clock clock) {
        this.keys = keys;
        this.batches = batches;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
    void purge() {
        batches.run(most -> keys.purge(clock.instant(), most));
    }
}
