package dev.tenfold.cache.cache;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Limits how many different values this process adds to a cache during one TTL, so that a client with ever new queries cannot fill Redis.
 * Queries that are asked often get in early in each window. While the window is full, all others are loaded each time.
 */
final class NewEntryLimit<K> {

    private final Function<K, String> query;
    private final int most;
    private final long windowNanos;
    private volatile Period window = new Period(System.nanoTime(), ConcurrentHashMap.newKeySet());

    /** @param query the text that identifies a value for the limit */
    NewEntryLimit(Function<K, String> query, int most, Duration window) {
        this.query = query;
        this.most = most;
        this.windowNanos = window.toNanos();
    }

    /** Without a limit. */
    static <K> NewEntryLimit<K> all() {
        return new NewEntryLimit<>(Object::toString, Integer.MAX_VALUE, Duration.ZERO);
    }

    private record Period(long begin, Set<String> admitted) {}

    /** Whether a value may be added. Two threads at once may exceed the limit by one each. */
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
