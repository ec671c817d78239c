package dev.tenfold.cache.cache;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value from a cache, or the fact that there is none.
 * @param <V> the value
 */
public final class Cached<V> implements Freshness {

    private final @Nullable V value;
    private final long loadedAt;
    private final int bytes;
    private final String key;
    private final @Nullable LocalCache local;

    /**
     * @param loadedAt when it was read from the database, in milliseconds since the epoch
     * @param bytes its size
     * @param local the local cache that may keep it, or null if it must not be kept
     */
    Cached(@Nullable V value, long loadedAt, int bytes, String key, @Nullable LocalCache local) {
        this.value = value;
        this.loadedAt = loadedAt;
        this.bytes = bytes;
        this.key = key;
        this.local = local;
    }

    /** A value that must not be cached. */
    static <V> Cached<V> uncacheable(@Nullable V value, long loadedAt) {
        return new Cached<>(value, loadedAt, 0, "", null);
    }

    public Optional<V> value() {
        return Optional.ofNullable(value);
    }

    /** Whether a reader would still get this value. Only true while the local cache holds it. */
    @Override
    public boolean isCurrent() {
        return local != null && local.has(key, this);
    }

    /** This value combined with its key version: current only while both are. */
    public Freshness under(Cached<?> other) {
        return () -> isCurrent() && other.isCurrent();
    }

    long loadedAt() {
        return loadedAt;
    }

    int bytes() {
        return bytes;
    }

    boolean isCacheable() {
        return local != null;
    }
}
