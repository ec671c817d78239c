package dev.tenfold.cache.cache;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Bounds how many different values this process adds to a cache during one TTL, so that somebody who thinks of ever new queries cannot fill
 * Redis. What is asked for often is in soon after each window begins; the rest is loaded each time while the window is full.
 */
final class NewEntryLimit<K> {

    private final Function<K, String> query;
    private final int most;
    private final long windowNanos;
    private volatile Period window = new Period(System.nanoTime(), ConcurrentHashMap.newKeySet());

    /** @param query the text that tells one value from another, as far as the bound goes */
    NewEntryLimit(Function<K, String> query, int most, Duration window) {
        this.query = query;
        this.most = most;
        this.windowNanos = window.toNanos();
    }

    /** Lets everything in. */
    static <K> NewEntryLimit<K> all() {
        return new NewEntryLimit<>(Object::toString, Integer.MAX_VALUE, Duration.ZERO);
    }

    private record Period(long begin, Set<String> admitted) {}

    /** Whether a value may be added; two threads may overstep the bound by one each. */
    boolean admits(K id) {
        if (most == Integer.MAX_VALUE) {
            return true;
        }
        Period current = window;
        if (System.nanoTime() - current.begin() > windowNanos) {
            current = new Period(System.nanoTime(), ConcurrentHashMap.newKeySet());
            window = current;
        }
        String key = query.apply(id);
        return current.admitted().contains(key) || (current.admitted().size() < most && current.admitted().add(key));
    }
}
