package dev.tenfold.benchmark.read;

import java.util.Collection;
import java.util.concurrent.atomic.LongAdder;

/** What one instance hears of changes in Redis, and when. Probes are numbered; other keys are only counted. */
final class InvalidationListener {

    private static final String PREFIX = "product:{";
    private static final String PROBE = PREFIX + "probe-";

    private final long[] heardAt;
    private final LongAdder messages = new LongAdder();
    private final LongAdder keys = new LongAdder();
    private final LongAdder flushes = new LongAdder();

    InvalidationListener(int probes) {
        this.heardAt = new long[probes];
    }

    static String key(long number) {
        return PREFIX + number + "}";
    }

    static String probe(int number) {
        return PROBE + number + "}";
    }

    /** One message with the keys that changed. A probe's last message counts: tracking also tells of its fill. */
    void hears(Collection<String> changed) {
        long now = System.nanoTime();
        messages.increment();
        keys.add(changed.size());
        for (String key : changed) {
            if (key.startsWith(PROBE)) {
                heardAt[Integer.parseInt(key, PROBE.length(), key.length() - 1, 10)] = now;
            }
        }
    }

    void hearsOfAFlush() {
        flushes.increment();
    }

    /** The System.nanoTime() at which this probe was last heard of, or 0. */
    long heardAt(int probe) {
        return heardAt[probe];
    }

    void forget(int probe) {
        heardAt[probe] = 0;
    }

    long messages() {
        return messages.sum();
    }

    long keys() {
        return keys.sum();
    }

    long flushes() {
        return flushes.sum();
    }
}
