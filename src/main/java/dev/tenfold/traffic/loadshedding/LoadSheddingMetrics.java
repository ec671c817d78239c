package dev.tenfold.traffic.loadshedding;

import dev.tenfold.api.route.RequestClass;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Counts admitted and refused requests. */
@Component
class LoadSheddingMetrics {

    private static final String CLASS = "class";

    private final Map<RequestClass, Counter> admitted;
    private final Map<RequestClass, Counter> refused;
    private final Timer waits;

    LoadSheddingMetrics(ConcurrencyLimiter limiter, MeterRegistry metrics) {
        this.admitted = requests("admitted", metrics);
        this.refused = requests("shed", metrics);
        this.waits = Timer.builder("tenfold.loadshedding.queue.wait")
                .description("How long admitted requests waited in the queue")
                .register(metrics);
        Gauge.builder("tenfold.loadshedding.limit", limiter, ConcurrencyLimiter::limit).description("How many requests may run at once now")
                .register(metrics);
        Gauge.builder("tenfold.loadshedding.queued", limiter, ConcurrencyLimiter::waiting).description("Requests waiting in the queue")
                .register(metrics);
        for (RequestClass kind : RequestClass.values()) {
            Gauge.builder("tenfold.loadshedding.active", limiter, it -> it.activeRequests(kind)).tag(CLASS, kind.tag())
                    .description("Running requests").register(metrics);
        }
    }

    /** @param waited how long the request waited to be admitted */
    void admitted(RequestClass kind, Duration waited) {
        waits.record(waited);
        Objects.requireNonNull(admitted.get(kind)).increment();
    }

    void refused(RequestClass kind) {
        Objects.requireNonNull(refused.get(kind)).increment();
    }

    private static Map<RequestClass, Counter> requests(String result, MeterRegistry metrics) {
        var counters = new EnumMap<RequestClass, Counter>(RequestClass.class);
        for (RequestClass kind : RequestClass.values()) {
            counters.put(kind,
                    Counter.builder("tenfold.loadshedding.requests").description("Requests by class and outcome: admitted or refused")
                            .tag(CLASS, kind.tag()).tag("outcome", result).register(metrics));
        }
        return counters;
    }
}
