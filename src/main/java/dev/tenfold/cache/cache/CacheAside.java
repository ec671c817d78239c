package dev.tenfold.cache.cache;

import dev.tenfold.platform.datasource.Deadline;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;

/**
 * The values of one kind beside the database: read through the local cache, then Redis, then a loader; removed after a write commits. How it
 * stays right is told in the package's description. Without Redis every value is loaded, and nothing fails.
 *
 * @param <K> the id; its text is part of the key
 * @param <V> a record that Jackson writes and reads
 */
public final class CacheAside<K, V> {

    private final Kind kind;
    private final NewEntryLimit<K> newEntries;
    private final Fetcher<K, V> fetcher;
    private final LocalCache local;
    private final CacheInvalidator invalidator;
    private final CacheMetrics metrics;

    CacheAside(Kind kind, NewEntryLimit<K> newEntries, Fetcher<K, V> fetcher, LocalCache local, CacheInvalidator invalidator,
            CacheMetrics metrics) {
        this.kind = kind;
        this.newEntries = newEntries;
        this.fetcher = fetcher;
        this.local = local;
        this.invalidator = invalidator;
        this.metrics = metrics;
    }

    /**
     * What is cached, and for how long.
     *
     * @param schema the version of the value's shape
     * @param absentTtl how long it is remembered that there is no value
     * @param maxWait how long to wait for another process's load
     */
    record Kind(String name, int schema, JavaType type, Duration ttl, Duration absentTtl, Duration maxWait, boolean enabled) {}

    /**
     * The value of an id, or empty where there is none.
     *
     * @throws dev.tenfold.platform.failure.Failure.Unavailable when too many wait for the database
     * @throws org.springframework.dao.DataAccessException when the database fails
     */
    public Optional<V> get(K id) {
        return lookUp(id).value();
    }

    /** As {@link #get}, together with whether the value still stands at any later moment. */
    public Cached<V> lookUp(K id) {
        if (!kind.enabled()) {
            return fetcher.loadUncached(id);
        }
        CacheKey key = CacheKey.of(kind.name(), kind.schema(), id);
        Cached<V> kept = kept(key);
        if (kept != null) {
            return kept;
        }
        metrics.localMiss.increment();
        if (!newEntries.admits(id)) {
            metrics.refused.increment();
            return fetcher.loadUncached(id);
        }
        InFlightLoad<V> load = local.newLoad();
        InFlightLoad<?> other = local.join(key.name(), load);
        if (other != null) {
            metrics.joined.increment();
            return cast(other).await();
        }
        return load(load, id, key);
    }

    /** The value as the database has it now, past the cache but within its limit on loads: for what must not be kept. */
    public Optional<V> loadUncached(K id) {
        return fetcher.loadUncached(id).value();
    }

    /** Whether anything is kept: where nothing is, nothing needs a generation. */
    public boolean isEnabled() {
        return kind.enabled();
    }

    /**
     * Forgets the value, everywhere, when the transaction that this thread is in commits.
     *
     * @throws IllegalStateException when there is none
     */
    public void invalidate(K id) {
        if (kind.enabled()) {
            metrics.invalidations.increment();
            invalidator.afterCommit(CacheKey.of(kind.name(), kind.schema(), id));
        }
    }

    private @Nullable Cached<V> kept(CacheKey key) {
        Cached<?> kept = local.get(key.name());
        if (kept == null) {
            return null;
        }
        metrics.servedLocally(kept);
        return cast(kept);
    }

    private Cached<V> load(InFlightLoad<V> load, K id, CacheKey key) {
        try {
            Cached<V> value = Deadline.suspend(() -> fetcher.fetch(id, key)); // others wait for it too
            local.complete(key.name(), load, value);
            load.complete(value);
            return value;
        } catch (RuntimeException failure) {
            local.fail(key.name(), load);
            load.completeExceptionally(failure);
            throw failure;
        } finally {
            if (!load.isDone()) { // an error: those who wait must not wait for long
                local.fail(key.name(), load);
                load.completeExceptionally(new IllegalStateException("the fetch ended without a value"));
            }
        }
    }

    /** What stands under a key of this cache was put there by this cache. */
    @SuppressWarnings("unchecked")
    private Cached<V> cast(Cached<?> kept) {
        return (Cached<V>) kept;
    }

    @SuppressWarnings("unchecked")
    private InFlightLoad<V> cast(InFlightLoad<?> load) {
        return (InFlightLoad<V>) load;
    }
}
