package dev.tenfold.cache.cache;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value, or that there is none, as a cache gave it.
 *
 * @param <V> the value
 */
public final class Cached<V> implements Standing {

    private final @Nullable V value;
    private final long loadedAt;
    private final int bytes;
    private final String key;
    private final @Nullable NearCache near;

    /**
     * @param loadedAt when the database gave it, in milliseconds since the epoch
     * @param bytes what it takes
     * @param near the near cache that may keep it, or null where it must not be kept
     */
    Cached(@Nullable V value, long loadedAt, int bytes, String key, @Nullable NearCache near) {
        this.value = value;
        this.loadedAt = loadedAt;
        this.bytes = bytes;
        this.key = key;
        this.near = near;
    }

    /** A value that nobody may keep. */
    static <V> Cached<V> notKept(@Nullable V value, long loadedAt) {
        return new Cached<>(value, loadedAt, 0, "", null);
    }

    public Optional<V> value() {
        return Optional.ofNullable(value);
    }

    /** Whether this is still what a reader would be given. True only of what the near cache has. */
    @Override
    public boolean stands() {
        return near != null && near.has(key, this);
    }

    /** The same value, which stands only as long as another does too: that under which it was filed. */
    public Standing under(Cached<?> other) {
        return () -> stands() && other.stands();
    }

    long loadedAt() {
        return loadedAt;
    }

    int bytes() {
        return bytes;
    }

    boolean isKept() {
        return near != null;
    }
}
