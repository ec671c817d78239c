package dev.tenfold.traffic.loadshedding;

import dev.tenfold.traffic.loadshedding.ConcurrencyLimiter.QueuedRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/** The requests of one class: those that wait, and how many are active. To be used by one thread at a time. */
final class ClassQueue {

    /** How often {@link #tick} is called. */
    static final Duration TICK = Duration.ofMillis(10);
    /** Of the latest tick in the average, which so follows within a tenth of a second. */
    private static final double WEIGHT = 0.1;
    private static final int SPARE = 4;

    final Queue<QueuedRequest> waiting = new ArrayDeque<>();
    private int active;
    private int started;
    private double startsPerTick;

    int active() {
        return active;
    }

    void onStart() {
        active++;
        started++;
    }

    void onEnd() {
        active--;
    }

    void tick() {
        startsPerTick += WEIGHT * (started - startsPerTick);
        started = 0;
    }

    /** Whether the queue is longer than the class moves on in so long. */
    boolean isLongerThan(long nanos) {
        return waiting.size() >= SPARE + startsPerTick * nanos / TICK.toNanos();
    }
}
