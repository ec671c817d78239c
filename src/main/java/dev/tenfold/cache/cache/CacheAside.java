package dev.tenfold.cache.cache;

import dev.tenfold.platform.datasource.Deadline;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;

/**
 * The values of one kind beside the database: read through the near cache, then Redis, then a loader; removed after a write commits. How it
 * stays right is told in the package's description. Without Redis every value is loaded, and nothing fails.
 *
 * @param <K> the id; its text is part of the key
 * @param <V> a record that Jackson writes and reads
 */
public final class CacheAside<K, V> {

    private final Kind kind;
    private final Admission<K> admission;
    private final Fetcher<K, V> fetcher;
    private final NearCache near;
    private final Invalidations invalidations;
    private final CacheMetrics metrics;

    CacheAside(Kind kind, Admission<K> admission, Fetcher<K, V> fetcher, NearCache near, Invalidations invalidations,
            CacheMetrics metrics) {
        this.kind = kind;
        this.admission = admission;
        this.fetcher = fetcher;
        this.near = near;
        this.invalidations = invalidations;
        this.metrics = metrics;
    }

    /**
     * What is cached, and for how long.
     *
     * @param schema the version of the value's shape
     * @param absentTtl how long it is remembered that there is no value
     * @param longestWait how long to wait for another process's load
     */
    record Kind(String name, int schema, JavaType type, Duration ttl, Duration absentTtl, Duration longestWait, boolean enabled) {}

    /**
     * The value of an id, or empty where there is none.
     *
     * @throws dev.tenfold.platform.failure.Failure.Unavailable when too many wait for the database
     * @throws org.springframework.dao.DataAccessException when the database fails
     */
    public Optional<V> get(K id) {
        return look(id).value();
    }

    /** As {@link #get}, together with whether the value still stands at any later moment. */
    public Cached<V> look(K id) {
        if (!kind.enabled()) {
            return fetcher.past(id);
        }
        Key key = Key.of(kind.name(), kind.schema(), id);
        Cached<V> kept = kept(key);
        if (kept != null) {
            return kept;
        }
        metrics.nearMiss.increment();
        if (!admission.admits(id)) {
            metrics.refused.increment();
            return fetcher.past(id);
        }
        Flight<V> flight = near.newFlight();
        Flight<?> other = near.join(key.name(), flight);
        if (other != null) {
            metrics.joined.increment();
            return same(other).await();
        }
        return fly(flight, id, key);
    }

    /** The value as the database has it now, past the cache but within its limit on loads: for what must not be kept. */
    public Optional<V> past(K id) {
        return fetcher.past(id).value();
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
            invalidations.afterCommit(Key.of(kind.name(), kind.schema(), id));
        }
    }

    private @Nullable Cached<V> kept(Key key) {
        Cached<?> kept = near.get(key.name());
        if (kept == null) {
            return null;
        }
        metrics.servedNear(kept);
        return same(kept);
    }

    private Cached<V> fly(Flight<V> flight, K id, Key key) {
        try {
            Cached<V> value = Deadline.without(() -> fetcher.fetch(id, key)); // others wait for it too
            near.land(key.name(), flight, value);
            flight.complete(value);
            return value;
        } catch (RuntimeException failure) {
            near.crash(key.name(), flight);
            flight.completeExceptionally(failure);
            throw failure;
        } finally {
            if (!flight.isDone()) { // an error: those who wait must not wait for long
                near.crash(key.name(), flight);
                flight.completeExceptionally(new IllegalStateException("the fetch ended without a value"));
            }
        }
    }

    /** What stands under a key of this cache was put there by this cache. */
    @SuppressWarnings("unchecked")
    private Cached<V> same(Cached<?> kept) {
        return (Cached<V>) kept;
    }

    @SuppressWarnings("unchecked")
    private Flight<V> same(Flight<?> flight) {
        return (Flight<V>) flight;
    }
}
