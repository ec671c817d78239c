package dev.tenfold.cache.cache;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value, or that there is none, as a cache gave it.
 *
 * @param <V> the value
 */
public final class Cached<V> implements Freshness {

    private final @Nullable V value;
    private final long loadedAt;
    private final int bytes;
    private final String key;
    private final @Nullable LocalCache local;

    /**
     * @param loadedAt when the database gave it, in milliseconds since the epoch
     * @param bytes what it takes
     * @param local the local cache that may keep it, or null where it must not be kept
     */
    Cached(@Nullable V value, long loadedAt, int bytes, String key, @Nullable LocalCache local) {
        this.value = value;
        this.loadedAt = loadedAt;
        this.bytes = bytes;
        this.key = key;
        this.local = local;
    }

    /** A value that nobody may keep. */
    static <V> Cached<V> uncacheable(@Nullable V value, long loadedAt) {
        return new Cached<>(value, loadedAt, 0, "", null);
    }

    public Optional<V> value() {
        return Optional.ofNullable(value);
    }

    /** Whether this is still what a reader would be given. True only of what the local cache has. */
    @Override
    public boolean isCurrent() {
        return local != null && local.has(key, this);
    }

    /** The same value, which stands only as long as another does too: that under which it was filed. */
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
