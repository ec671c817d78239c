package dev.tenfold.cache.batch;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Loads rows that a cache does not have, several ids at once. The number of statements at the same time is limited, so cache misses
 * cannot overload the database. Misses that wait for a statement are loaded together by the next one.
 */
public final class BatchLoader<K, V> {

    private final Function<Collection<K>, Map<K, V>> loader;
    private final Batcher<BatchQuery<K, V>, Optional<V>> batcher;

    /** @param loader returns the rows that exist among these ids, by one statement */
    public BatchLoader(Function<Collection<K>, Map<K, V>> loader, Batcher.Limits limits) {
        this.loader = loader;
        this.batcher = new Batcher<>(this::serve, limits, "More reads wait for the database than it can serve in time");
    }

    /**
     * The row, or empty if there is none.
     * @throws dev.tenfold.platform.failure.Failure.Unavailable when too many loads wait
     * @throws org.springframework.dao.DataAccessException when the database fails
     */
    public Optional<V> load(K id) {
        return batcher.submit(new BatchQuery<>(id));
    }

    /** How many loads wait. */
    int waiting() {
        return batcher.waiting();
    }

    private void serve(List<BatchQuery<K, V>> batch) {
        try {
            Set<K> ids = HashSet.newHashSet(batch.size());
            batch.forEach(load -> ids.add(load.id));
            Map<K, V> rows = loader.apply(ids);
            batch.forEach(load -> load.succeed(Optional.ofNullable(rows.get(load.id))));
        } catch (RuntimeException failure) {
            batch.forEach(load -> load.fail(failure));
        }
    }

    private static final class BatchQuery<K, V> extends PendingCall<Optional<V>> {

        private final K id;

        BatchQuery(K id) {
            this.id = id;
        }
    }
}
