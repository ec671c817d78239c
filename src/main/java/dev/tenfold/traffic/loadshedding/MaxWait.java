package dev.tenfold.traffic.loadshedding;

import java.time.Duration;

/**
 * How long a request may wait for a place. It depends on how many requests there are, active and queued:
 *
 * <ul>
 * <li>Within the last second never more than {@link LoadSheddingProperties#guaranteed}: until its deadline. So few are never refused.
 * <li>More, and within the last 100 ms the queue was empty and no request was refused: {@link LoadSheddingProperties#maxWait}. This is a burst.
 * <li>More, for longer: 20 ms. A longer queue only makes everybody late (controlled delay: Maurer, "Fail at scale", ACM Queue 2015).
 * </ul>
 *
 * Times are {@link System#nanoTime}. To be used by one thread at a time.
 */
final class MaxWait {

    static final long SHORT_NANOS = Duration.ofMillis(20).toNanos();
    private static final long BURST_NANOS = Duration.ofMillis(100).toNanos();
    private static final long CROWD_NANOS = Duration.ofSeconds(1).toNanos();

    private final LoadSheddingProperties properties;
    private long emptyAt;
    private long refusedAt;
    private long crowdedAt;

    MaxWait(LoadSheddingProperties properties, long now) {
        this.properties = properties;
        this.emptyAt = now;
        this.refusedAt = now - BURST_NANOS;
        this.crowdedAt = now - CROWD_NANOS;
    }

    void onEmpty(long now) {
        if (now - refusedAt > BURST_NANOS) { // or it is empty only because its requests were refused
            emptyAt = now;
        }
    }

    void onRefused(long now) {
        refusedAt = now;
    }

    /** @param requests active and queued */
    void onQueued(int requests, long now) {
        if (requests > properties.guaranteed()) {
            crowdedAt = now;
        }
    }

    boolean isShort(long now) {
        return nanos(now) == SHORT_NANOS;
    }

    long nanos(long now) {
        if (now - crowdedAt > CROWD_NANOS) {
            return properties.deadline().toNanos();
        }
        long burst = properties.maxWait().toNanos();
        return now - emptyAt > BURST_NANOS ? Math.min(SHORT_NANOS, burst) : burst;
    }
}
