package dev.tenfold.cache.cache;

import dev.tenfold.platform.datasource.Deadline;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;

/**
 * A cache of one kind of value. A read looks in the local cache, then in Redis, then calls a loader. A write removes the value after its
 * commit. The package's description explains why values cannot go stale. Without Redis every value is loaded, and nothing fails.
 * @param <K> the id; its text is part of the key
 * @param <V> a record that Jackson can write and read
 */
public final class CacheAside<K, V> {

    private final CacheDefinition definition;
    private final NewEntryLimit<K> newEntries;
    private final Fetcher<K, V> fetcher;
    private final LocalCache local;
    private final CacheInvalidator invalidator;
    private final CacheMetrics metrics;

    CacheAside(CacheDefinition definition, NewEntryLimit<K> newEntries, Fetcher<K, V> fetcher, LocalCache local,
            CacheInvalidator invalidator,
            CacheMetrics metrics) {
        this.definition = definition;
        this.newEntries = newEntries;
        this.fetcher = fetcher;
        this.local = local;
        this.invalidator = invalidator;
        this.metrics = metrics;
    }

    /**
     * What is cached, and for how long.
     * @param schema the version of the value's shape
     * @param absentTtl how long the absence of a value is cached
     * @param maxWait how long to wait for another process that loads the value
     */
    record CacheDefinition(String name, int schema, JavaType type, Duration ttl, Duration absentTtl, Duration maxWait, boolean enabled) {}

    /**
     * The value of an id, or empty if there is none.
     * @throws dev.tenfold.platform.failure.Failure.Unavailable when too many loads wait for the database
     * @throws org.springframework.dao.DataAccessException when the database fails
     */
    public Optional<V> get(K id) {
        return lookUp(id).value();
    }

    /** Like {@link #get}; the result can also tell later whether the value is still current. */
    public Cached<V> lookUp(K id) {
        if (!definition.enabled()) {
            return fetcher.loadUncached(id);
        }
        CacheKey key = CacheKey.of(definition.name(), definition.schema(), id);
        Cached<V> cached = findLocal(key);
        if (cached != null) {
            return cached;
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

    /** The current value from the database, without the cache but within its limit on loads: for a value that must not be cached. */
    public Optional<V> loadUncached(K id) {
        return fetcher.loadUncached(id).value();
    }

    /** Whether anything is cached. If not, no generations are needed. */
    public boolean isEnabled() {
        return definition.enabled();
    }

    /**
     * Removes the value from all caches when the current transaction commits.
     * @throws IllegalStateException when there is no transaction
     */
    public void invalidate(K id) {
        if (definition.enabled()) {
            metrics.invalidations.increment();
            invalidator.afterCommit(CacheKey.of(definition.name(), definition.schema(), id));
        }
    }

    private @Nullable Cached<V> findLocal(CacheKey key) {
        Cached<?> cached = local.get(key.name());
        if (cached == null) {
            return null;
        }
        metrics.servedLocally(cached);
        return cast(cached);
    }

    private Cached<V> load(InFlightLoad<V> load, K id, CacheKey key) {
        try {
            Cached<V> value = Deadline.suspend(() -> fetcher.fetch(id, key)); // other callers wait for this load too
            local.complete(key.name(), load, value);
            load.complete(value);
            return value;
        } catch (RuntimeException failure) {
            local.fail(key.name(), load);
            load.completeExceptionally(failure);
            throw failure;
        } finally {
            if (!load.isDone()) { // an Error was thrown: other callers must not wait until they time out
                local.fail(key.name(), load);
                load.completeExceptionally(new IllegalStateException("the fetch returned no value"));
            }
        }
    }

    /** A value under a key of this cache was always put there by this cache, so its type is known. */
    @SuppressWarnings("unchecked")
    private Cached<V> cast(Cached<?> cached) {
        return (Cached<V>) cached;
    }

    @SuppressWarnings("unchecked")
    private InFlightLoad<V> cast(InFlightLoad<?> load) {
        return (InFlightLoad<V>) load;
    }
}
