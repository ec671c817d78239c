package dev.tenfold.messaging.delivery;

import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Metrics of delivery attempts and of the backlog. */
@Component
@OnRole(ProcessRole.WORKER)
class DeliveryMetrics {

    private static final String ATTEMPTS = "tenfold.webhook.attempts";
    private static final Duration[] BUCKETS = {Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(5)};
    private static final String[] RESULTS = {"succeeded", "retried", "failed"};

    private final MeterRegistry metrics;
    private final Clock clock;
    private final Counter disabled;
    private volatile DeliveryBacklog backlog = new DeliveryBacklog(0, null);

    DeliveryMetrics(MeterRegistry metrics, Clock clock) {
        this.metrics = metrics;
        this.clock = clock;
        for (String result : RESULTS) {
            timer(result); // so that every result has a metric from the start
        }
        this.disabled =
                Counter.builder("tenfold.webhook.disabled").description("Webhooks disabled because their deliveries kept failing")
                        .register(metrics);
        Gauge.builder("tenfold.webhook.pending", () -> backlog.pending()).description("Pending deliveries, counted up to 100,000")
                .register(metrics);
        Gauge.builder("tenfold.webhook.overdue", this, DeliveryMetrics::overdue)
                .description("How long the most overdue delivery has been due").baseUnit("seconds").register(metrics);
    }

    /** @param result {@code succeeded}, {@code retried} for a failure that is tried again, {@code failed} for the last failure */
    void attempted(String result, Duration took) {
        timer(result).record(took);
    }

    void disabled() {
        disabled.increment();
    }

    void backlog(DeliveryBacklog seen) {
        backlog = seen;
    }

    private Timer timer(String result) {
        return Timer.builder(ATTEMPTS).description("Delivery attempts and their duration").tag("outcome", result)
                .serviceLevelObjectives(BUCKETS).register(metrics);
    }

    private double overdue() {
        Instant since = backlog.oldestDue();
        return since == null ? 0 : Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1_000.0);
    }
}
