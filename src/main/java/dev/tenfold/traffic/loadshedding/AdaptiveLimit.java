package dev.tenfold.traffic.loadshedding;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests may be at work. It rises by its root and sinks by a tenth and more (AIMD, after Chiu and Jain, "Analysis of the increase and decrease
 * algorithms for congestion avoidance", 1989; the root as in Netflix's Gradient2), once for each {@link #WINDOW} of time that requests end in.
 *
 * <p>It sinks only where at least half of it was in use and requests are late. Late is decided for all classes together: the time that they took,
 * waiting included, against the time that as many of each class may take. That is a multiple of what the class takes in quiet, and never less than the
 * patience. So one class that waits for something of its own, a lock or a disk, does not lower the limit for all, unless it is most of what there is.
 * Quiet is where no more than the least were at work: what is learned from half a crowd would make the delay of a crowd look usual.
 */
final class AdaptiveLimit {

    static final Duration WINDOW = Duration.ofMillis(200);

    /** By what it sinks at least, and at most where requests are very late. */
    private static final double DECREASE = 0.9;
    private static final double STEEPEST = 0.7;
    /** How many times the allowed a request counts for at most: one whose client does not read its answer takes half a minute, and says nothing of others. */
    private static final double OUTLIER = 10;
    private static final double CROWD = 0.5;
    /** What is usual is soon known to be less, when a new process has warmed up, and slowly to be more. */
    private static final double FALL = 0.3;
    private static final double RISE = 0.03;

    private final LoadSheddingProperties properties;
    private final Map<RequestClass, ClassLatency> latencies = new EnumMap<>(RequestClass.class);
    private final AtomicLong windowEnd;
    private volatile double now;
    private volatile int mostAtWork;

    /** @param nanos the time, as {@link System#nanoTime} tells it */
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

    /** So many requests are at work. */
    void see(int atWork) {
        if (atWork > mostAtWork) { // two at once may leave the lesser: the next tells
            mostAtWork = atWork;
        }
    }

    /** A request has ended. Sign-ins say nothing of the pace: they wait for each other by design, in a queue that has a bound of its own. */
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

    /** Only one thread comes here in a window, and the next not before a window has passed. */
    private synchronized void adjust() {
        boolean wasCrowded = mostAtWork >= now * CROWD;
        boolean wasQuiet = mostAtWork <= properties.minConcurrency();
        mostAtWork = 0;
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
        double late = wasCrowded && took > allowed ? took / allowed : 0;
        double next = late > 1 ? now * Math.clamp(1 / late, STEEPEST, DECREASE) : now + Math.sqrt(now);
        now = Math.clamp(next, properties.minConcurrency(), properties.maxConcurrency());
    }

    private double allowed(ClassLatency latency) {
        return Math.max((double) properties.latencyTarget().toNanos(), properties.tolerance() * latency.usual);
    }

    private ClassLatency latency(RequestClass kind) {
        return Objects.requireNonNull(latencies.get(kind));
    }

    /** What requests of a class take. */
    private static final class ClassLatency {

        private final LongAdder count = new LongAdder();
        private final LongAdder time = new LongAdder();
        /** Nanoseconds, on average, in quiet. */
        private volatile double usual;

        /** Called by one thread at a time. */
        @SuppressWarnings("NonAtomicOperationOnVolatileField")
        void learn(double mean) {
            usual = usual == 0 ? mean : usual + (mean < usual ? FALL : RISE) * (mean - usual);
        }
    }
}
