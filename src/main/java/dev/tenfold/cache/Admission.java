package dev.tenfold.cache;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bounds how many different values this process adds to a cache during one TTL, so that somebody who thinks of ever new queries cannot fill
 * Redis. What is asked for often is in soon after each window begins; the rest is loaded each time while the window is full.
 */
final class Admission {

    static final Admission ALL = new Admission(Integer.MAX_VALUE, Duration.ZERO);

    private final int most;
    private final long windowNanos;
    private volatile Window window = new Window(System.nanoTime(), ConcurrentHashMap.newKeySet());

    Admission(int most, Duration window) {
        this.most = most;
        this.windowNanos = window.toNanos();
    }

    private record Window(long begin, Set<String> admitted) {}

    /** Whether a value may be added; two threads may overstep the bound by one each. */
    boolean admits(String key) {
        if (most == Integer.MAX_VALUE) {
            return true;
        }
        Window current = window;
        if (System.nanoTime() - current.begin() > windowNanos) {
            current = new Window(System.nanoTime(), ConcurrentHashMap.newKeySet());
            window = current;
        }
        return current.admitted().contains(key) || (current.admitted().size() < most && current.admitted().add(key));
    }
}
