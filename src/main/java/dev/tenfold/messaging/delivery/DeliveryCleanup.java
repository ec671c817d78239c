package dev.tenfold.messaging.delivery;

import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import java.time.Clock;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Deletes old deliveries and those of deleted webhooks, in batches small enough not to delay other work. Also counts what is pending.
 */
@Component
@OnRole(ProcessRole.WORKER)
class DeliveryCleanup {

    private static final String PURGE_INTERVAL = "${tenfold.webhook.delivery.purge-interval:" + DeliveryProperties.PURGE_INTERVAL + "}";
    private static final int BATCH = 1_000;
    private static final int MOST_BATCHES = 100;

    private final DeliveryCleanupRepository deliveries;
    private final DeliveryMetrics metrics;
    private final Clock clock;
    private final DeliveryProperties properties;

    DeliveryCleanup(DeliveryCleanupRepository deliveries, DeliveryMetrics metrics, Clock clock, DeliveryProperties properties) {
        this.deliveries = deliveries;
        this.metrics = metrics;
        this.clock = clock;
        this.properties = properties;
    }

    @Scheduled(fixedDelayString = PURGE_INTERVAL, initialDelayString = PURGE_INTERVAL)
    void purge() {
        for (int batch = 0; batch < MOST_BATCHES; batch++) {
            int old = deliveries.purge(clock.instant().minus(properties.retention()), BATCH);
            int orphaned = deliveries.purgeDeleted(BATCH);
            if (old < BATCH && orphaned < BATCH) {
                deliveries.removeDeleted();
                return;
            }
        }
    }

    @Scheduled(fixedDelayString = "${tenfold.webhook.delivery.gauge-interval:" + DeliveryProperties.GAUGE_INTERVAL + "}")
    void refreshBacklog() {
        metrics.backlog(deliveries.backlog());
    }
}
