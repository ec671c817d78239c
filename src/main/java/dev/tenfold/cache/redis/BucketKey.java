package dev.tenfold.cache.redis;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A key of a bucket, and the value that this process last saw there. While no other process writes the key, the value need not be read: the script that
 * writes compares it anyway, and a wrong guess costs one more exchange.
 */
final class BucketKey {

    private final byte[] name;
    private final boolean guesses;
    private volatile byte @Nullable [] last;
    private volatile boolean unchanged = true;

    /** @param guesses whether each command writes: a command that only reads must see what Redis has */
    BucketKey(byte[] name, boolean guesses) {
        this.name = name;
        this.guesses = guesses;
    }

    byte[] name() {
        return name;
    }

    /** Whether {@link #last} is probably what Redis has. */
    boolean isKnown() {
        return guesses && unchanged;
    }

    /** The value, or null where Redis has none. */
    byte @Nullable [] last() {
        return last;
    }

    void read(byte @Nullable [] value) {
        unchanged = Arrays.equals(value, last);
        last = value;
    }

    /** @param written whether Redis took the value; null where nobody knows */
    void wrote(byte[] value, @Nullable Boolean written) {
        if (Boolean.TRUE.equals(written)) {
            last = value;
        } else {
            unchanged = false;
        }
    }
}
