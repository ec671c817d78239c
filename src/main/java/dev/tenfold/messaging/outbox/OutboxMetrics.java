package dev.tenfold.messaging.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Metrics of how far the relay is behind. */
final class OutboxMetrics {

    private final Clock clock;
    private final Counter published;
    private final Counter failures;
    private final Timer delay;
    private volatile @Nullable Instant oldest;

    OutboxMetrics(MeterRegistry metrics, Clock clock, String target) {
        this.clock = clock;
        this.published =
                Counter.builder("tenfold.outbox.events").description("Events published, including repeated ones").tag("target", target)
                        .register(metrics);
        this.failures = Counter.builder("tenfold.outbox.failures").description("Batches whose publishing failed or was not confirmed")
                .tag("target", target).register(metrics);
        this.delay = Timer.builder("tenfold.outbox.delay").description("Time from an event until it was published").tag("target", target)
                .publishPercentileHistogram().register(metrics);
        Gauge.builder("tenfold.outbox.lag", this, OutboxMetrics::lag).description("Age of the oldest event that is not yet published")
                .baseUnit("seconds").register(metrics);
    }

    void published(List<PendingEvent> events) {
        Instant now = clock.instant();
        published.increment(events.size());
        events.forEach(event -> delay.record(Duration.between(event.occurredAt(), now)));
    }

    void failed() {
        failures.increment();
    }

    void oldest(@Nullable Instant seen) {
        oldest = seen;
    }

    private double lag() {
        Instant since = oldest;
        return since == null ? 0 : Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1_000.0);
    }
}
