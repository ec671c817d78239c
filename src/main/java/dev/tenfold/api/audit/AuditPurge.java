package dev.tenfold.api.audit;

import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.platform.id.Uuids;
import dev.tenfold.platform.jdbc.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Deletes old audit events, in batches small enough not to delay other work. Instances share the work: each skips the rows that another is
 * deleting.
 */
@Component
@OnRole(ProcessRole.WORKER)
class AuditPurge {

    private static final String INTERVAL = "${tenfold.audit.purge-interval:" + AuditProperties.PURGE_INTERVAL + "}";
    private static final int BATCH = 1_000;
    private static final int MOST_BATCHES = 100;

    private final AuditRepository events;
    private final Transactions transactions;
    private final Clock clock;
    private final Duration retention;

    AuditPurge(AuditRepository events, Transactions transactions, Clock clock, AuditProperties properties) {
        this.events = events;
        this.transactions = transactions;
        this.clock = clock;
        this.retention = properties.retention();
    }

    @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
    void purge() {
        UUID oldest = Uuids.firstOf(clock.instant().minus(retention));
        for (int batch = 0; batch < MOST_BATCHES; batch++) {
            if (transactions.run(() -> events.purge(oldest, BATCH)) < BATCH) {
                return;
            }
        }
    }
}
