package dev.tenfold.traffic.loadshedding;

import dev.tenfold.api.route.RequestClass;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests may be active at once. The limit is adjusted once in each {@link #WINDOW}. It rises by its square root and drops by
 * 10–30 % (AIMD, after Chiu and Jain, "Analysis of the increase and decrease algorithms for congestion avoidance", 1989; the square root
 * as in Netflix's Gradient2).
 * <p>The limit drops only when at least half of it was in use and latency is above what is allowed. Both sides are sums over all classes:
 * the time that the finished requests took, including the wait, and the time allowed for the same number of requests of each class. The
 * allowed time of a class is a multiple of its normal latency, but at least the latency target. So one class that waits for a lock or a
 * disk does not lower the limit for all classes, unless it makes up most of the load.
 * <p>Normal latency is learned only while no more than the minimum concurrency was active: under load, the delay that the load causes
 * would be learned as normal.
 */
final class AdaptiveLimit {

    static final Duration WINDOW = Duration.ofMillis(200);

    /** The limit is multiplied by this when latency is a little above what is allowed; by {@link #STEEPEST_DECREASE} when it is far above. */
    private static final double DECREASE = 0.9;
    private static final double STEEPEST_DECREASE = 0.7;
    /**
     * A request counts as at most this many times the allowed time. A request whose client does not read the response takes half a
     * minute, and says nothing about other requests.
     */
    private static final double OUTLIER = 10;
    private static final double MIN_USED_SHARE = 0.5;
    /**
     * Weights of a new mean. Normal latency follows quickly when it falls, for example when a new process has warmed up, and slowly when
     * it rises.
     */
    private static final double FALL = 0.3;
    private static final double RISE = 0.03;

    private final LoadSheddingProperties properties;
    private final Map<RequestClass, ClassLatency> latencies = new EnumMap<>(RequestClass.class);
    private final AtomicLong windowEnd;
    private volatile double now;
    private volatile int maxActive;

    /** @param nanos the current time, from {@link System#nanoTime} */
    AdaptiveLimit(LoadSheddingProperties properties, long nanos) {
        this.properties = properties;
        this.now = properties.maxConcurrency();
        this.windowEnd = new AtomicLong(nanos + WINDOW.toNanos());
        for (RequestClass kind : RequestClass.values()) {
            latencies.put(kind, new ClassLatency());
        }
    }

    double now() {
        return now;
    }

    /** Records how many requests are active. */
    void recordActive(int active) {
        if (active > maxActive) { // two threads at once may store the smaller value: the next call corrects it
            maxActive = active;
        }
    }

    /**
     * Records that a request has ended. Sign-ins are not measured: they wait for each other by design, in a queue that has its own limit.
     */
    void ended(RequestClass kind, long tookNanos, long nanos) {
        if (kind != RequestClass.SIGN_IN) {
            ClassLatency latency = latency(kind);
            latency.count.increment();
            latency.time.add(Math.min(tookNanos, (long) (OUTLIER * allowed(latency))));
        }
        long end = windowEnd.get();
        if (nanos - end >= 0 && windowEnd.compareAndSet(end, nanos + WINDOW.toNanos())) {
            adjust();
        }
    }

    /** Called at most once in a window, by one thread. */
    private synchronized void adjust() {
        boolean wasUsed = maxActive >= now * MIN_USED_SHARE;
        boolean wasQuiet = maxActive <= properties.minConcurrency();
        maxActive = 0;
        double took = 0;
        double allowed = 0;
        for (ClassLatency latency : latencies.values()) {
            long count = latency.count.sumThenReset();
            double time = (double) latency.time.sumThenReset();
            took += time;
            allowed += count * allowed(latency);
            if (count > 0 && wasQuiet) {
                latency.learn(time / count);
            }
        }
        double late = wasUsed && took > allowed ? took / allowed : 0;
        double next = late > 1 ? now * Math.clamp(1 / late, STEEPEST_DECREASE, DECREASE) : now + Math.sqrt(now);
        now = Math.clamp(next, properties.minConcurrency(), properties.maxConcurrency());
    }

    private double allowed(ClassLatency latency) {
        return Math.max((double) properties.latencyTarget().toNanos(), properties.tolerance() * latency.usual);
    }

    private ClassLatency latency(RequestClass kind) {
        return Objects.requireNonNull(latencies.get(kind));
    }

    /** The latency of one class. */
    private static final class ClassLatency {

        private final LongAdder count = new LongAdder();
        private final LongAdder time = new LongAdder();
        /** Mean latency in nanoseconds while few requests are active. */
        private volatile double usual;

        /** Called by one thread at a time. */
        @SuppressWarnings("NonAtomicOperationOnVolatileField")
        void learn(double mean) {
            usual = usual == 0 ? mean : usual + (mean < usual ? FALL : RISE) * (mean - usual);
        }
    }
}
