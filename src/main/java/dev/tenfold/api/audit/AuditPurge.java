package dev.tenfold.api.audit;

import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.platform.id.Uuids;
import dev.tenfold.platform.jdbc.BatchedDelete;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Deletes old audit events. If several instances delete at once, each waits for the rows that another is deleting, and then finds them
 * deleted.
 */
@Component
@OnRole(ProcessRole.WORKER)
class AuditPurge {

    private static final String INTERVAL = "${tenfold.audit.purge-interval:" + AuditProperties.PURGE_INTERVAL + "}";

    private final AuditRepository events;
    private final BatchedDelete batches;
    private final Clock clock;
    private final Duration retention;

    AuditPurge(AuditRepository events, BatchedDelete batches, Clock clock, AuditProperties properties) {
        this.events = events;
        this.batches = batches;
        this.clock = clock;
        this.retention = properties.retention();
    }

    @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
    void purge() {
        UUID oldest = Uuids.firstOf(clock.instant().minus(retention));
        batches.run(most -> events.purge(oldest, most));
    }
}
