package dev.tenfold.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What the limits do. How to read it stands in docs/limits.md. */
@Component
class LimitMetrics {

    private static final long LOG_PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final Logger LOG = LoggerFactory.getLogger(LimitMetrics.class);

    final Counter roundTrips;
    private final MeterRegistry registry;
    private final AtomicLong mayLog = new AtomicLong(System.nanoTime());

    LimitMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.roundTrips = Counter.builder("tenfold.limit.round.trips").description("Questions to Redis").register(registry);
    }

    /** The counters of one policy. */
    record OfPolicy(Counter allowed, Counter limited, Counter local) {}

    OfPolicy of(Policy policy) {
        return new OfPolicy(requests(policy, "allowed"), requests(policy, "limited"),
                Counter.builder("tenfold.limit.local")
                        .description("Requests that were counted in this process, because Redis did not answer")
                        .tag("policy", policy.name()).register(registry));
    }

    void gauge(Supplier<Number> buckets) {
        Gauge.builder("tenfold.limit.buckets", buckets).description("Subjects that this process remembers").register(registry);
    }

    /** Says who is limited, once a second at most: whoever floods the service must not flood its log. */
    void say(Policy policy, String subject) {
        long due = mayLog.get();
        long now = System.nanoTime();
        if (now - due >= 0 && mayLog.compareAndSet(due, now + LOG_PAUSE)) {
            LOG.info("{} is at the limit of the policy {}", subject, policy.name());
        }
    }

    private Counter requests(Policy policy, String outcome) {
        return Counter.builder("tenfold.limit.requests").description("Requests by policy and outcome").tag("policy", policy.name())
                .tag("outcome", outcome).register(registry);
    }
}
