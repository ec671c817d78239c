package dev.tenfold.traffic.loadshedding;

import dev.tenfold.traffic.loadshedding.ConcurrencyLimiter.QueuedRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/** The requests of one class: those that wait, and how many are active. Not thread-safe. */
final class ClassQueue {

    /** How often {@link #tick} is called. */
    static final Duration TICK = Duration.ofMillis(10);
    /** The weight of the latest tick in the moving average: the average follows within a tenth of a second. */
    private static final double WEIGHT = 0.1;
    private static final int SPARE = 4;

    final Queue<QueuedRequest> waiting = new ArrayDeque<>();
    private int active;
    private int started;
    private double startsPerTick;

    int active() {
        return active;
    }

    int startedInTick() {
        return started;
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

    /** Whether more requests wait than the class starts in this time. */
    boolean isLongerThan(long nanos) {
        return waiting.size() >= SPARE + startsPerTick * nanos / TICK.toNanos();
    }
}
