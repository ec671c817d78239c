package dev.tenfold.traffic.loadshedding;

import java.time.Duration;

/**
 * How long a request may wait for a place. It depends on the number of requests, active and waiting:
 * <ul>
 * <li>No more than {@link LoadSheddingProperties#guaranteed} during the last second: until its deadline. A small number of requests is
 * never refused.
 * <li>More, and within the last 100 ms the queue was empty and no request was refused: {@link LoadSheddingProperties#maxWait}. This is a
 * burst.
 * <li>More, for longer: 20 ms. A longer queue only makes every request late (controlled delay: Maurer, "Fail at scale", ACM Queue 2015).
 * </ul>
 * <p>All times are from {@link System#nanoTime}. Not thread-safe.
 */
final class MaxWait {

    static final long SHORT_NANOS = Duration.ofMillis(20).toNanos();
    private static final long BURST_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LOAD_NANOS = Duration.ofSeconds(1).toNanos();

    private final LoadSheddingProperties properties;
    private long emptyAt;
    private long refusedAt;
    private long overGuaranteedAt;

    MaxWait(LoadSheddingProperties properties, long now) {
        this.properties = properties;
        this.emptyAt = now;
        this.refusedAt = now - BURST_NANOS;
        this.overGuaranteedAt = now - LOAD_NANOS;
    }

    void onEmpty(long now) {
        if (now - refusedAt > BURST_NANOS) { // otherwise it may be empty only because its requests were refused
            emptyAt = now;
        }
    }

    void onRefused(long now) {
        refusedAt = now;
    }

    /** @param requests the number of active and waiting requests */
    void onQueued(int requests, long now) {
        if (requests > properties.guaranteed()) {
            overGuaranteedAt = now;
        }
    }

    boolean isShort(long now) {
        return nanos(now) == SHORT_NANOS;
    }

    long nanos(long now) {
        if (now - overGuaranteedAt > LOAD_NANOS) {
            return properties.deadline().toNanos();
        }
        long burst = properties.maxWait().toNanos();
        return now - emptyAt > BURST_NANOS ? Math.min(SHORT_NANOS, burst) : burst;
    }
}
